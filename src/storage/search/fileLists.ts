import { Emitter } from '../../base/event.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import { LIST_LIMITS, type ListEnd, type ListLimits, listFiles } from './listFiles.ts';

/** So long a list is good enough to find a file by; its age is shown. */
const KEPT_MS = 15 * 60_000;
/** More would cost memory for folders that nobody asks about again. */
const MOST_KEPT = 3;

/** A folder whose files are listed. */
export interface ListedFolder {
	readonly cluster: string;
	readonly path: string;
	/** Also the folders that are otherwise left out. */
	readonly withSkipped: boolean;
}

/** The files of a folder, as far as they are known. */
export class FileList {
	readonly #paths: string[] = [];
	readonly #changed = new Emitter<void>();
	readonly #life = new AbortController();
	#end: ListEnd | undefined;
	#error: unknown;

	/** Fires when paths came, and at the end. */
	readonly onDidChange = this.#changed.event;
	readonly startedAt: Date;

	constructor(pieces: (signal: AbortSignal) => AsyncGenerator<readonly string[], ListEnd>, startedAt: Date) {
		this.startedAt = startedAt;
		void this.#read(pieces(this.#life.signal));
	}

	/** Relative to the folder, in the order in which they were found. */
	get paths(): readonly string[] {
		return this.#paths;
	}

	/** Undefined as long as it is being read, and when that failed. */
	get end(): ListEnd | undefined {
		return this.#end;
	}

	/** What the reading ended with, when it failed. */
	get error(): unknown {
		return this.#error;
	}

	/** Reads no more; the remote process ends. */
	stop(): void {
		this.#life.abort();
	}

	async #read(pieces: AsyncGenerator<readonly string[], ListEnd>): Promise<void> {
		try {
			for (;;) {
				const { done, value } = await pieces.next();
				if (done) {
					this.#end = value;
					break;
				}
				for (const path of value) this.#paths.push(path);
				this.#changed.fire();
			}
		} catch (error) {
			this.#error = error;
		}
		this.#changed.fire();
	}
}

/** The lists of files that were asked for last. One is read at a time for each folder, and kept for a while once it is whole. */
export class FileLists {
	readonly #lists = new Map<string, FileList>();
	readonly #now: () => Date;
	readonly #limits: ListLimits;

	constructor(now: () => Date, limits = LIST_LIMITS) {
		this.#now = now;
		this.#limits = limits;
	}

	/** @param isFresh reads it anew, whatever is known */
	list(host: Pick<RemoteHost, 'name' | 'stream'>, folder: ListedFolder, isFresh: boolean): FileList {
		const key = JSON.stringify([folder.cluster, folder.path, folder.withSkipped]);
		const kept = this.#lists.get(key);
		const ageMs = kept ? this.#now().getTime() - kept.startedAt.getTime() : 0;
		if (kept?.end && !isFresh && ageMs < KEPT_MS) return kept;
		kept?.stop();
		const where = { folder: folder.path, withSkipped: folder.withSkipped };
		const list = new FileList((signal) => listFiles(host, where, this.#limits, signal), this.#now());
		this.#lists.delete(key);
		this.#lists.set(key, list);
		for (const [oldest, one] of this.#lists) {
			if (this.#lists.size <= MOST_KEPT) break;
			one.stop();
			this.#lists.delete(oldest);
		}
		return list;
	}

	dispose(): void {
		for (const list of this.#lists.values()) list.stop();
		this.#lists.clear();
	}
}
