import type { Closeable } from '../base/closeable.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { run } from '../remote/run.ts';
import { type Looks, lookAt } from './watchCommand.ts';

/** What looking costs at most: so often, and no more than a tenth of the time that the login node needs for it. */
const SOON_MS = 2_000;
const LATE_MS = 10_000;
const SHARE = 10;
/** After so many looks without a change they become rarer. */
const QUIET_LOOKS = 15;
/** Looks that are remembered of what nobody watches at the moment. */
const MOST_KEPT = 500;

export interface WatchOptions {
	/** A folder's entries count as well, not only which there are. */
	readonly withContent?: boolean;
	/** When the reading of what is known of it began, by `performance.now()`: what changed since then is told as well. */
	readonly readSince?: number;
}

type Change = 'changed' | 'deleted' | 'created';

interface Watcher {
	readonly path: string;
	readonly withContent: boolean;
	readonly tell: (change: Change) => void;
	readSince: number | undefined;
}

/**
 * Notices what others change, by one command for all that is watched; no command where nothing is. What a path looked like is
 * remembered, so that one that comes into sight again is told of what happened meanwhile.
 */
export class StorageWatch {
	readonly #host: RemoteHost;
	readonly #watchers = new Set<Watcher>();
	readonly #looks = new Map<string, string | undefined>();
	readonly #life = new AbortController();
	#timer: NodeJS.Timeout | undefined;
	#quiet = 0;
	#isLooking = false;

	constructor(host: RemoteHost) {
		this.#host = host;
	}

	/** Watches one path, for as long as somebody sees it. */
	watch(
		path: string,
		tell: (change: Change) => void,
		{ withContent = false, readSince }: WatchOptions = {},
	): Closeable {
		const watcher: Watcher = { path, withContent, tell, readSince };
		this.#watchers.add(watcher);
		this.#quiet = 0;
		// At once: the sooner, the less is taken for a change since the reading.
		this.#lookIn(0);
		return {
			dispose: () => {
				this.#watchers.delete(watcher);
				if (this.#watchers.size === 0) clearTimeout(this.#timer);
			},
		};
	}

	/** Takes what is there now as known: this window has just changed or read it. */
	forget(path: string): void {
		for (const key of [keyOf({ path, withContent: false }), keyOf({ path, withContent: true })])
			this.#looks.delete(key);
	}

	dispose(): void {
		this.#life.abort();
		clearTimeout(this.#timer);
		this.#watchers.clear();
	}

	#lookIn(milliseconds: number): void {
		if (this.#isLooking || this.#life.signal.aborted) return;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), milliseconds);
		this.#timer.unref();
	}

	async #look(): Promise<void> {
		if (this.#watchers.size === 0) return;
		this.#isLooking = true;
		const began = Date.now();
		const asked = [...this.#watchers];
		let changes = 0;
		try {
			changes = this.#compare(asked, await run(this.#host, this.#command(asked), this.#life.signal));
		} catch {
			// A link that is lost, or a command that took too long: the next look tells.
		}
		this.#isLooking = false;
		this.#quiet = changes > 0 ? 0 : this.#quiet + 1;
		const calm = this.#quiet > QUIET_LOOKS ? LATE_MS : SOON_MS;
		if (this.#watchers.size > 0) this.#lookIn(Math.max(calm, (Date.now() - began) * SHARE));
	}

	#command(asked: readonly Watcher[]) {
		const pathsOf = (withContent: boolean) => [
			...new Set(asked.filter((one) => one.withContent === withContent).map(({ path }) => path)),
		];
		const times = new Map<string, number>();
		for (const watcher of asked) {
			if (watcher.readSince === undefined || this.#looks.has(keyOf(watcher))) continue;
			times.set(watcher.path, watcher.readSince);
		}
		// A file system keeps time in steps.
		const seconds = Math.ceil((performance.now() - Math.min(...times.values())) / 1000 + 0.1);
		const read = times.size > 0 && { read: { paths: [...times.keys()], seconds } };
		return lookAt({ paths: pathsOf(false), withContent: pathsOf(true), ...read });
	}

	#compare(asked: readonly Watcher[], looks: Looks): number {
		const changes = new Map<string, Change>();
		for (const key of new Set(asked.map(keyOf))) {
			const path = key.slice(1);
			const [before, now] = [this.#looks.get(key), looks.get(path)];
			const isKnown = this.#looks.delete(key);
			this.#looks.set(key, now);
			if (!isKnown || before === now) continue;
			changes.set(key, now === undefined ? 'deleted' : before === undefined ? 'created' : 'changed');
		}
		for (const key of this.#looks.keys()) {
			if (this.#looks.size <= MOST_KEPT) break;
			this.#looks.delete(key);
		}
		for (const watcher of asked) {
			watcher.readSince = undefined;
			const change = changes.get(keyOf(watcher));
			if (change && this.#watchers.has(watcher)) watcher.tell(change);
		}
		return changes.size;
	}
}

function keyOf({ path, withContent }: Pick<Watcher, 'path' | 'withContent'>): string {
	return `${withContent ? '+' : '-'}${path}`;
}
