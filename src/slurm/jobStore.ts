import { delay, isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import type { Job } from './job.ts';

export type JobsSnapshot =
	| { readonly kind: 'loading' }
	| { readonly kind: 'loaded'; readonly jobs: readonly Job[]; readonly at: Date }
	/** The last good list is kept, so that a failed query does not empty the view; `at` is absent when there never was one. */
	| {
			readonly kind: 'stale';
			readonly jobs: readonly Job[];
			readonly at: Date | undefined;
			readonly error: unknown;
	  };

export interface JobQueries {
	/** Queued, running and just ended jobs. */
	listMyJobs(signal: AbortSignal): Promise<readonly Job[]>;
	/** Jobs that ended in the last so many hours, from accounting. */
	listFinishedJobs(hours: number, signal: AbortSignal): Promise<readonly Job[]>;
}

/**
 * Seconds between two looks at the queue. SchedMD's manual pages ask clients not to poll in loops and name no
 * number; these keep one person's share of a controller's work negligible (a look costs it 2 to 5 ms).
 */
export interface PollPace {
	readonly afterActionSeconds: number;
	readonly activeSeconds: number;
	readonly idleSeconds: number;
}

export const DEFAULT_PACE: PollPace = { afterActionSeconds: 5, activeSeconds: 30, idleSeconds: 120 };

/** How long the quick pace lasts after the person did something. */
const QUICK_SECONDS = 60;
/** A failed query doubles the wait, up to this. */
const LONGEST_WAIT_SECONDS = 600;
const HISTORY_HOURS = 24;

/** Keeps one cluster's jobs fresh while somebody looks. One query at a time; never polls unseen. */
export class JobStore {
	readonly #queries: JobQueries;
	readonly #pace: PollPace;
	readonly #now: () => Date;
	readonly #changed = new Emitter<JobsSnapshot>();
	readonly #life = new AbortController();
	#snapshot: JobsSnapshot = { kind: 'loading' };
	#history: readonly Job[] | undefined;
	#running: Promise<void> | undefined;
	#watchers = 0;
	#polling = false;
	#wake = new AbortController();
	#quickUntil = 0;
	#failures = 0;

	readonly onDidChange = this.#changed.event;

	constructor(queries: JobQueries, pace: PollPace, now: () => Date) {
		this.#queries = queries;
		this.#pace = pace;
		this.#now = now;
	}

	get snapshot(): JobsSnapshot {
		return this.#snapshot;
	}

	find(id: string): Job | undefined {
		return this.#snapshot.kind === 'loading'
			? undefined
			: this.#snapshot.jobs.find((job) => job.id === id || job.recordId === id);
	}

	/** Asks Slurm now. Joins a query that is already under way. Resolves when the snapshot says what came of it; never rejects. */
	refresh(): Promise<void> {
		this.#running ??= this.#query().finally(() => {
			this.#running = undefined;
		});
		return this.#running;
	}

	/** After the person changed something: asks once, starting after any query already under way, and polls quickly for a minute. */
	async refreshAfterAction(): Promise<void> {
		this.#quickUntil = this.#now().getTime() + QUICK_SECONDS * 1000;
		await this.#running;
		await this.refresh();
		this.#wake.abort();
	}

	/** Polls until the result is disposed; several watchers share one loop. */
	watch(): { dispose(): void } {
		this.#watchers += 1;
		void this.#poll();
		let watching = true;
		return {
			dispose: () => {
				if (!watching) return;
				watching = false;
				this.#watchers -= 1;
				if (this.#watchers === 0) this.#wake.abort();
			},
		};
	}

	dispose(): void {
		this.#life.abort();
		this.#wake.abort();
		this.#changed.dispose();
	}

	async #poll(): Promise<void> {
		if (this.#polling) return;
		this.#polling = true;
		try {
			while (this.#watchers > 0 && !this.#life.signal.aborted) {
				const waitSeconds = this.#dueInSeconds();
				if (waitSeconds <= 0) {
					await this.refresh();
					continue;
				}
				this.#wake = new AbortController();
				await delay(waitSeconds * 1000, this.#wake.signal).catch(() => undefined);
			}
		} finally {
			this.#polling = false;
		}
	}

	#dueInSeconds(): number {
		if (this.#snapshot.kind === 'loading' || this.#lastTry === undefined) return 0;
		return this.#waitSeconds() - (this.#now().getTime() - this.#lastTry) / 1000;
	}

	#lastTry: number | undefined;

	#waitSeconds(): number {
		const { afterActionSeconds, activeSeconds, idleSeconds } = this.#pace;
		if (this.#failures > 0) return Math.min(activeSeconds * 2 ** this.#failures, LONGEST_WAIT_SECONDS);
		if (this.#now().getTime() < this.#quickUntil) return afterActionSeconds;
		const jobs = this.#snapshot.kind === 'loading' ? [] : this.#snapshot.jobs;
		return jobs.some((job) => job.phase !== 'finished') ? activeSeconds : idleSeconds;
	}

	async #query(): Promise<void> {
		const signal = this.#life.signal;
		try {
			const queued = await this.#queries.listMyJobs(signal);
			this.#failures = 0;
			if (this.#history === undefined) {
				// Accounting may be slow; the queue need not wait for it.
				this.#set({ kind: 'loaded', jobs: queued, at: this.#now() });
				await this.#readHistory(signal);
			} else if (this.#lostSight(queued)) {
				await this.#readHistory(signal);
			}
			this.#set({ kind: 'loaded', jobs: merge(queued, this.#history ?? []), at: this.#now() });
		} catch (error) {
			if (isAbort(error)) return;
			this.#failures += 1;
			const previous = this.#snapshot;
			const kept =
				previous.kind === 'loading' ? { jobs: [], at: undefined } : { jobs: previous.jobs, at: previous.at };
			this.#set({ kind: 'stale', ...kept, error });
		} finally {
			this.#lastTry = this.#now().getTime();
		}
	}

	/** Jobs that were active in the last list and are in this one no more: they ended while nobody looked. */
	#lostSight(queued: readonly Job[]): boolean {
		if (this.#snapshot.kind === 'loading') return false;
		const present = new Set(queued.map((job) => job.id));
		return this.#snapshot.jobs.some((job) => job.phase === 'running' && !present.has(job.id));
	}

	/** Accounting may be down or hidden while the queue answers: then the list goes without a past. */
	async #readHistory(signal: AbortSignal): Promise<void> {
		try {
			this.#history = await this.#queries.listFinishedJobs(HISTORY_HOURS, signal);
		} catch (error) {
			if (isAbort(error)) throw error;
			this.#history ??= [];
		}
	}

	#set(snapshot: JobsSnapshot): void {
		if (this.#life.signal.aborted) return;
		const previous = this.#snapshot;
		this.#snapshot =
			snapshot.kind === 'loaded' && previous.kind !== 'loading'
				? keepPaths(snapshot, previous.jobs)
				: snapshot;
		this.#changed.fire(this.#snapshot);
	}
}

/** The queue's word goes before accounting's: right after a requeue or an end, accounting is behind. */
function merge(queued: readonly Job[], history: readonly Job[]): readonly Job[] {
	const seen = new Set(queued.map((job) => job.id));
	return [...queued, ...history.filter((job) => !seen.has(job.id))];
}

/** Accounting of most versions does not know the output path; what the queue said earlier is kept. */
function keepPaths(snapshot: JobsSnapshot & { kind: 'loaded' }, before: readonly Job[]): JobsSnapshot {
	const paths = new Map(before.flatMap((job) => (job.outputPath ? [[job.id, job.outputPath] as const] : [])));
	const jobs = snapshot.jobs.map((job) => {
		const outputPath = job.outputPath ?? paths.get(job.id);
		return outputPath === job.outputPath ? job : { ...job, outputPath };
	});
	return { ...snapshot, jobs };
}
