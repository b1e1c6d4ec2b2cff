import { randomBytes } from 'node:crypto';
import { isAbort } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import { run } from '../../remote/run.ts';
import type { Area } from '../area.ts';
import { findOldestFile, type OldestFile } from './oldestFiles.ts';
import { readSpace } from './readSpace.ts';
import type { SiteQuota } from './siteQuota.ts';
import { readingFor, type SpaceReading } from './spaceReading.ts';

/** Quota tools ask servers that everybody shares. */
const FRESH_MS = 10 * 60_000;
const PURGE_FRESH_MS = 60 * 60_000;
/** All tools together; each has its own, shorter one. */
const DEADLINE_SECONDS = 60;

/** What is known of an area's space. */
export interface AreaSpace {
	readonly reading: SpaceReading | undefined;
	/** Absent where nothing is purged, or nothing is known yet. */
	readonly oldest?: OldestFile;
	/** When it was read. */
	readonly at: Date;
}

/** How much of each storage area is used: asked when somebody looks, at most every ten minutes, and on request. */
export class SpaceStore {
	readonly #host: RemoteHost;
	readonly #quota: SiteQuota | undefined;
	readonly #now: () => Date;
	readonly #changed = new Emitter<void>();
	readonly #life = new AbortController();
	readonly #oldest = new Map<string, { readonly file: OldestFile | undefined; readonly at: number }>();
	#readings: readonly SpaceReading[] = [];
	#at: Date | undefined;
	#lastTry = Number.NEGATIVE_INFINITY;
	#running: Promise<void> | undefined;

	readonly onDidChange = this.#changed.event;

	constructor(host: RemoteHost, quota: SiteQuota | undefined, now: () => Date) {
		this.#host = host;
		this.#quota = quota;
		this.#now = now;
	}

	/** Undefined as long as nothing was read. */
	of(path: string): AreaSpace | undefined {
		if (!this.#at) return undefined;
		const oldest = this.#oldest.get(path)?.file;
		return { reading: readingFor(path, this.#readings), ...(oldest && { oldest }), at: this.#at };
	}

	/** Asks when the figures are old or `isWanted`. Never rejects: what could not be read keeps its last figures and their age. */
	refresh(areas: readonly Area[], isWanted = false): Promise<void> {
		const isFresh = this.#now().getTime() - this.#lastTry < FRESH_MS;
		if (areas.length === 0 || (isFresh && !isWanted)) return this.#running ?? Promise.resolve();
		this.#running ??= this.#read(areas).finally(() => {
			this.#running = undefined;
		});
		return this.#running;
	}

	dispose(): void {
		this.#life.abort();
		this.#changed.dispose();
	}

	async #read(areas: readonly Area[]): Promise<void> {
		this.#lastTry = this.#now().getTime();
		const { signal } = this.#life;
		try {
			const paths = areas.map(({ path }) => path);
			const mark = randomBytes(12).toString('hex');
			this.#readings = await run(this.#host, readSpace(paths, this.#quota, mark), signal, DEADLINE_SECONDS);
			this.#at = this.#now();
			this.#changed.fire();
			for (const area of areas)
				if (area.purgeDays !== undefined) await this.#lookForOldest(area.path, signal);
		} catch (error) {
			// The view shows the last figures with their age, or none.
			if (!isAbort(error)) this.#changed.fire();
		}
	}

	async #lookForOldest(path: string, signal: AbortSignal): Promise<void> {
		const before = this.#oldest.get(path);
		if (before && this.#now().getTime() - before.at < PURGE_FRESH_MS) return;
		const file = await run(this.#host, findOldestFile(path), signal);
		this.#oldest.set(path, { file, at: this.#now().getTime() });
		this.#changed.fire();
	}
}
