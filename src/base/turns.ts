import { unlessAborted } from './abort.ts';

/** Lets one piece of work run at a time, in the order of asking. Who gives up while waiting is passed over. */
export class Turns {
	#last: Promise<unknown> = Promise.resolve();

	async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
		const before = this.#last;
		let leave: () => void = () => undefined;
		const mine = new Promise<void>((resolve) => {
			leave = resolve;
		});
		this.#last = before.then(() => mine);
		try {
			await unlessAborted(before, signal);
			return await work();
		} finally {
			leave();
		}
	}
}
