import { setImmediate as turn } from 'node:timers/promises';
import { atATime } from './atATime.ts';

/** So long the window may stand still for calls that are done at once. */
const TURN_MS = 8;
/** A turn that gets through fewer has waited for a disk. */
const FEW = 100;
/** What keeps a disk busy that has to be waited for. */
const AT_A_TIME = 64;

/**
 * Thousands of calls to the file system of this computer. Where the system has the answers in memory a call takes a third of the
 * time that handing it to another thread takes; where a disk has to be waited for, other threads wait, and the window does not.
 */
export class Disk {
	#isQuick = true;

	/** Does one for each item: `now`, which does not wait for anything but the call, or, on a slow disk, `later`. */
	async each<T>(
		items: readonly T[],
		{ now, later }: { readonly now: (item: T) => void; readonly later: (item: T) => Promise<void> },
		signal: AbortSignal,
	): Promise<void> {
		let done = 0;
		while (this.#isQuick && done < items.length) {
			signal.throwIfAborted();
			const begin = done;
			const end = performance.now() + TURN_MS;
			for (; done < items.length && performance.now() < end; done++) now(items[done] as T);
			if (done === items.length) return;
			this.#isQuick = done - begin >= FEW;
			await turn();
		}
		await atATime(AT_A_TIME, items.slice(done), async (item) => {
			signal.throwIfAborted();
			await later(item);
		});
	}
}
