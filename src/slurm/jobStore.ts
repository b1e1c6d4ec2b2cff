import { delay, isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import { withoutRemains, withTaskLists } from './arrayRemains.ts';
import type { Job } from './job.ts';
import { Pacer, type PollPace } from './pollPace.ts';
import { isDenied } from './slurmFailure.ts';

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
	/** What was asked of Slurm lately, by whomever; absent where nobody counts. */
	readonly load?: { readonly total: number; readonly isSlow: boolean };
}

/** Why somebody wants the jobs fresh: to look at them, or to be told of a job while nobody looks. */
export type Interest = 'view' | 'notices';

/** Chance and time, as tests want them. */
export interface Timing {
	readonly random: () => number;
	readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

const PAST_HOURS = 24;
/** Accounting that did not answer is left in peace for so long, and longer where the site has none or closes it. */
const PAST_REST_MS = 60_000;
const DENIED_REST_MS = 3_600_000;

/** Keeps one cluster's jobs fresh while somebody looks. One query at a time; never polls unseen. */
export class JobStore {
	readonly #queries: JobQueries;
	readonly #pacer: Pacer;
	readonly #now: () => Date;
	readonly #pathsKept: { get(jobId: string): string | undefined };
	readonly #timing: Timing;
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
	/** Why accounting did not answer the last time; undefined when it did. */
	#pastFailure: { readonly error: unknown } | undefined;
	/** Until when it is left in peace, in milliseconds since 1970. */
	#pastRestsUntil = 0;
	#running: Promise<void> | undefined;
	readonly #watchers: Record<Interest, number> = { view: 0, notices: 0 };
	#polling = false;
	#wake = new AbortController();
	#isFocused = true;
	/** When the last look ended, in milliseconds since 1970. */
	#lastTry: number | undefined;
	#callsLastLook = 1;
	/** How long to wait after that. */
	#waitSeconds = 0;

	readonly onDidChange = this.#changed.event;

	/** @param pathsKept output paths that an earlier window saw */
	constructor(
		queries: JobQueries,
		pace: PollPace,
		now: () => Date,
		pathsKept: { get(jobId: string): string | undefined } = new Map(),
		timing: Timing = { random: Math.random, delay },
	) {
		this.#queries = queries;
		this.#pathsKept = pathsKept;
		this.#pacer = new Pacer(pace);
		this.#now = now;
		this.#timing = timing;
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

	/** The person wants to know now: accounting is asked also where it gave no answer a moment ago. */
	refreshOnRequest(): Promise<void> {
		this.#pastRestsUntil = 0;
		return this.refresh();
	}

	/** Asks now if somebody looks: after the link was gone, the last answer says little. */
	refreshIfWatched(): void {
		if (this.#isWatched) void this.#refreshAnew();
	}

	/** After the person changed something: asks once, starting after any query already under way, and polls quickly for some rounds. */
	async refreshAfterAction(): Promise<void> {
		this.#pacer.acted();
		await this.#refreshAnew();
		this.#wake.abort();
	}

	/** Whether the window is in front. Coming back to one shows what was missed without waiting for the next round. */
	set isFocused(isFocused: boolean) {
		if (this.#isFocused === isFocused) return;
		this.#isFocused = isFocused;
		this.#replan();
	}

	/** Starts after any query already under way, which may be too old to tell or about to fail. */
	async #refreshAnew(): Promise<void> {
		await this.#running;
		await this.refresh();
	}

	/** Polls until the result is disposed; several watchers share one loop. */
	watch(interest: Interest = 'view'): { dispose(): void } {
		const wasSeen = this.#watchers.view > 0;
		this.#watchers[interest] += 1;
		if (interest === 'view' && !wasSeen) this.#replan();
		void this.#poll();
		let watching = true;
		return {
			dispose: () => {
				if (!watching) return;
				watching = false;
				this.#watchers[interest] -= 1;
				if (this.#watchers[interest] === 0) this.#replan();
			},
		};
	}

	dispose(): void {
		this.#life.abort();
		this.#wake.abort();
		this.#changed.dispose();
	}

	get #isWatched(): boolean {
		return this.#watchers.view > 0 || this.#watchers.notices > 0;
	}

	async #poll(): Promise<void> {
		if (this.#polling) return;
		this.#polling = true;
		try {
			while (this.#isWatched && !this.#life.signal.aborted) {
				const waitSeconds = this.#dueInSeconds();
				if (waitSeconds <= 0) {
					await this.refresh();
					continue;
				}
				this.#wake = new AbortController();
				await this.#timing.delay(waitSeconds * 1000, this.#wake.signal).catch(() => undefined);
			}
		} finally {
			this.#polling = false;
		}
	}

	#dueInSeconds(): number {
		if (this.#snapshot.kind === 'loading' || this.#lastTry === undefined) return 0;
		return this.#waitSeconds - (this.#now().getTime() - this.#lastTry) / 1000;
	}

	/** Decides anew how long to wait, as circumstances are now. */
	#plan(): void {
		const jobs = this.#snapshot.kind === 'loading' ? [] : this.#snapshot.jobs;
		this.#waitSeconds = this.#pacer.nextWaitSeconds({
			hasActive: jobs.some(({ phase }) => phase !== 'finished'),
			isSeen: this.#watchers.view > 0,
			isFocused: this.#isFocused,
			callsLastHour: this.#queries.load?.total ?? 0,
			callsLastLook: this.#callsLastLook,
			random: this.#timing.random(),
		});
	}

	#replan(): void {
		this.#plan();
		this.#wake.abort();
	}

	async #query(): Promise<void> {
		const signal = this.#life.signal;
		try {
			this.#callsLastLook = 1;
			const queued = this.#remember(await this.#queries.listMyJobs(signal));
			const changed = fingerprint(queued) !== fingerprint(this.#queuedBefore);
			this.#pacer.answered({ changed, isSlow: this.#queries.load?.isSlow ?? false });
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
			this.#pacer.failed();
			const previous = this.#snapshot;
			const kept =
				previous.kind === 'loading' ? { jobs: [], at: undefined } : { jobs: previous.jobs, at: previous.at };
			this.#set({ kind: 'stale', ...kept, error });
		} finally {
			this.#lastTry = this.#now().getTime();
			this.#plan();
		}
	}

	#remember(listed: readonly Job[]): readonly Job[] {
		const queued = withTaskLists(listed, this.#queuedBefore);
		for (const job of queued) {
			if (job.phase === 'finished') this.#past.set(job.id, job);
			if (job.outputPath) this.#pathsSeen.set(job.id, job.outputPath);
		}
		return queued;
	}

	/** True when a job of the last list is gone that had not ended. Folded tasks of an array go when they start. */
	#lostSight(queued: readonly Job[]): boolean {
		const present = new Set(queued.map((job) => job.id));
		const arrays = new Set(queued.filter(({ phase }) => phase !== 'finished').map((job) => arrayOf(job)));
		return this.#queuedBefore.some(
			(job) =>
				job.phase !== 'finished' &&
				!present.has(job.id) &&
				!(job.id.includes('[') && arrays.has(arrayOf(job))),
		);
	}

	#isPastResting(): boolean {
		return this.#now().getTime() < this.#pastRestsUntil;
	}

	/** Accounting may be down or hidden while the queue answers: then the list goes without it, says so, and it is asked again later. */
	async #readPast(signal: AbortSignal): Promise<void> {
		try {
			this.#callsLastLook += 1;
			const ended = await this.#queries.listFinishedJobs(PAST_HOURS, signal);
			for (const job of ended) {
				const path = job.outputPath ?? this.#pathsSeen.get(job.id) ?? this.#pathsKept.get(job.id);
				this.#past.set(job.id, { ...job, outputPath: path });
			}
			this.#isPastDue = false;
			this.#pastFailure = undefined;
		} catch (error) {
			if (isAbort(error)) throw error;
			this.#pastFailure = { error };
			this.#pastRestsUntil = this.#now().getTime() + (isDenied(error) ? DENIED_REST_MS : PAST_REST_MS);
		}
	}

	#show(queued: readonly Job[]): void {
		const oldest = this.#now().getTime() - PAST_HOURS * 3_600_000;
		for (const [id, { ended }] of this.#past) if (ended && ended.getTime() < oldest) this.#past.delete(id);
		// The queue's word goes before accounting's: right after a requeue or an end, accounting is behind.
		const inQueue = new Set(queued.map((job) => job.id));
		const jobs = [...queued, ...[...this.#past.values()].filter((job) => !inQueue.has(job.id))];
		const failure = this.#pastFailure;
		this.#set({
			kind: 'loaded',
			jobs: withoutRemains(jobs),
			at: this.#now(),
			...(failure && { pastError: failure.error }),
		});
	}

	#set(snapshot: JobsSnapshot): void {
		if (this.#life.signal.aborted) return;
		this.#snapshot = snapshot;
		this.#changed.fire(snapshot);
	}
}

/** What a person would call a change: clocks do not count. */
function fingerprint(queued: readonly Job[]): string {
	return queued.map(({ id, state, reason }) => `${id} ${state} ${reason}`).join('\n');
}

/** The array's id, `123` of `123_[5-9%2]` and `123_4`; the job's own where it is no array. */
function arrayOf(job: Job): string {
	return job.id.split('_')[0] ?? job.id;
}
