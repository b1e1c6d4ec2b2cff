import { delay, isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import type { Job } from './job.ts';

export type JobsSnapshot =
	| { readonly kind: 'loading' }
	| {
			readonly kind: 'loaded';
			readonly jobs: readonly Job[];
			readonly at: Date;
			/** Why accounting could not be asked, when it could not: then jobs that ended earlier may be missing. */
			readonly pastError?: unknown;
	  }
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
const PAST_HOURS = 24;
/** Accounting that did not answer is left in peace for so long. */
const PAST_RETRY_MS = 60_000;

/** Keeps one cluster's jobs fresh while somebody looks. One query at a time; never polls unseen. */
export class JobStore {
	readonly #queries: JobQueries;
	readonly #pace: PollPace;
	readonly #now: () => Date;
	readonly #pathsKept: { get(jobId: string): string | undefined };
	readonly #changed = new Emitter<JobsSnapshot>();
	readonly #life = new AbortController();
	#snapshot: JobsSnapshot = { kind: 'loading' };
	/** Jobs that ended in the last day, by id: from the queue, which forgets them after minutes, and from accounting. */
	readonly #past = new Map<string, Job>();
	#queuedBefore: readonly Job[] = [];
	/** Output paths by job: accounting of most versions does not know them. */
	readonly #pathsSeen = new Map<string, string>();
	/** Whether accounting must be asked: at first, and when a job went out of sight before it ended. */
	#isPastDue = true;
	#pastFailure: { readonly error: unknown; readonly at: number } | undefined;
	#running: Promise<void> | undefined;
	#watchers = 0;
	#polling = false;
	#wake = new AbortController();
	#quickUntil = 0;
	#failures = 0;
	/** Milliseconds since 1970. */
	#lastTry: number | undefined;

	readonly onDidChange = this.#changed.event;

	/** @param pathsKept output paths that an earlier window saw */
	constructor(
		queries: JobQueries,
		pace: PollPace,
		now: () => Date,
		pathsKept: { get(jobId: string): string | undefined } = new Map(),
	) {
		this.#queries = queries;
		this.#pathsKept = pathsKept;
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

	/** Asks now if somebody looks: after the link was gone, the last answer says little. */
	refreshIfWatched(): void {
		if (this.#watchers > 0) void this.#refreshAnew();
	}

	/** After the person changed something: asks once, starting after any query already under way, and polls quickly for a minute. */
	async refreshAfterAction(): Promise<void> {
		this.#quickUntil = this.#now().getTime() + QUICK_SECONDS * 1000;
		await this.#refreshAnew();
		this.#wake.abort();
	}

	/** Starts after any query already under way, which may be too old to tell or about to fail. */
	async #refreshAnew(): Promise<void> {
		await this.#running;
		await this.refresh();
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
			const queued = this.#remember(await this.#queries.listMyJobs(signal));
			this.#failures = 0;
			if (this.#lostSight(queued)) this.#isPastDue = true;
			this.#queuedBefore = queued;
			if (this.#isPastDue && !this.#isPastResting()) {
				// Accounting may be slow; the queue need not wait for it.
				this.#show(queued);
				await this.#readPast(signal);
			}
			this.#show(queued);
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

	#remember(queued: readonly Job[]): readonly Job[] {
		for (const job of queued) {
			if (job.phase === 'finished') this.#past.set(job.id, job);
			if (job.outputPath) this.#pathsSeen.set(job.id, job.outputPath);
		}
		return queued;
	}

	/** True when a job of the last list is gone that had not ended. Folded tasks of an array go when they start. */
	#lostSight(queued: readonly Job[]): boolean {
		const present = new Set(queued.map((job) => job.id));
		const arrays = new Set(queued.map((job) => arrayOf(job)));
		return this.#queuedBefore.some(
			(job) =>
				job.phase !== 'finished' &&
				!present.has(job.id) &&
				!(job.id.includes('[') && arrays.has(arrayOf(job))),
		);
	}

	#isPastResting(): boolean {
		return this.#pastFailure !== undefined && this.#now().getTime() - this.#pastFailure.at < PAST_RETRY_MS;
	}

	/** Accounting may be down or hidden while the queue answers: then the list goes without it, says so, and it is asked again later. */
	async #readPast(signal: AbortSignal): Promise<void> {
		try {
			const ended = await this.#queries.listFinishedJobs(PAST_HOURS, signal);
			for (const job of ended) {
				const path = job.outputPath ?? this.#pathsSeen.get(job.id) ?? this.#pathsKept.get(job.id);
				this.#past.set(job.id, { ...job, outputPath: path });
			}
			this.#isPastDue = false;
			this.#pastFailure = undefined;
		} catch (error) {
			if (isAbort(error)) throw error;
			this.#pastFailure = { error, at: this.#now().getTime() };
		}
	}

	#show(queued: readonly Job[]): void {
		const oldest = this.#now().getTime() - PAST_HOURS * 3_600_000;
		for (const [id, { ended }] of this.#past) if (ended && ended.getTime() < oldest) this.#past.delete(id);
		// The queue's word goes before accounting's: right after a requeue or an end, accounting is behind.
		const inQueue = new Set(queued.map((job) => job.id));
		const jobs = [...queued, ...[...this.#past.values()].filter((job) => !inQueue.has(job.id))];
		const failure = this.#pastFailure;
		this.#set({ kind: 'loaded', jobs, at: this.#now(), ...(failure && { pastError: failure.error }) });
	}

	#set(snapshot: JobsSnapshot): void {
		if (this.#life.signal.aborted) return;
		this.#snapshot = snapshot;
		this.#changed.fire(snapshot);
	}
}

/** The array's id, `123` of `123_[5-9%2]` and `123_4`; the job's own where it is no array. */
function arrayOf(job: Job): string {
	return job.id.split('_')[0] ?? job.id;
}
