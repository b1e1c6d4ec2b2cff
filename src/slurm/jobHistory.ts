import { isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import { boundsOf, type DayKey } from '../base/localDay.ts';
import type { Job } from './job.ts';
import { jobsOfRuns, type PastJob } from './jobRuns.ts';
import type { EndedJob } from './sacct.ts';
import { findJob } from './wholeJob.ts';

/** The jobs of one day, as far as they are known. */
export type DayOfJobs =
	| { readonly kind: 'loading' }
	| { readonly kind: 'loaded'; readonly jobs: readonly PastJob[]; readonly at: Date }
	| { readonly kind: 'failed'; readonly error: unknown };

export interface HistoryQueries {
	/** Every run that ended between two moments, which are told in seconds back from now. */
	listEndedJobs(
		window: { readonly from: number; readonly to: number },
		signal: AbortSignal,
	): Promise<readonly EndedJob[]>;
	findEndedJobs(ids: readonly string[], signal: AbortSignal): Promise<readonly EndedJob[]>;
}

export interface KnownPaths {
	get(jobId: string): string | undefined;
}

/** The clocks of the cluster and of this computer may differ by so much; what ended on another day is left out afterwards. */
const SKEW_SECONDS = 3600;

/** One cluster's jobs of days past, from accounting. Each day is asked for once, when somebody wants to see it. */
export class JobHistory {
	readonly #queries: HistoryQueries;
	readonly #paths: KnownPaths;
	readonly #now: () => Date;
	readonly #life = new AbortController();
	readonly #changed = new Emitter<void>();
	readonly #days = new Map<DayKey, DayOfJobs>();
	readonly #running = new Map<DayKey, Promise<void>>();
	/** Jobs that were asked for by id; undefined for those that accounting does not know. */
	readonly #found = new Map<string, PastJob | undefined>();

	readonly onDidChange = this.#changed.event;

	constructor(queries: HistoryQueries, paths: KnownPaths, now: () => Date) {
		this.#queries = queries;
		this.#paths = paths;
		this.#now = now;
	}

	/** Undefined for a day that nobody asked for. */
	day(day: DayKey): DayOfJobs | undefined {
		return this.#days.get(day);
	}

	/** Why accounting told nothing the last time, as long as it has told nothing at all; then no day need be tried. */
	get failure(): unknown {
		const states = [...this.#days.values()];
		if (states.some(({ kind }) => kind === 'loaded')) return undefined;
		return states.flatMap((state) => (state.kind === 'failed' ? [state.error] : [])).at(-1);
	}

	/** Asks for a day that is not there yet. Resolves when the day says what came of it; never rejects. */
	load(day: DayKey): Promise<void> {
		return this.#days.get(day)?.kind === 'loaded' ? Promise.resolve() : this.reload(day);
	}

	/** Asks for a day anew; what was there of it stays until the answer comes. */
	reload(day: DayKey): Promise<void> {
		const running = this.#running.get(day) ?? this.#query(day).finally(() => this.#running.delete(day));
		this.#running.set(day, running);
		return running;
	}

	/** Forgets every day, so that each is asked for anew. */
	forget(): void {
		this.#days.clear();
		this.#found.clear();
		this.#changed.fire();
	}

	/** A job of the days that were asked for, or of those that were looked up. */
	find(id: string): Job | undefined {
		return findJob(this.#known(), id);
	}

	/** A job of one day: an id may come again on another. */
	findOn(day: DayKey, id: string): Job | undefined {
		const state = this.#days.get(day);
		return state?.kind === 'loaded' ? findJob(state.jobs, id) : undefined;
	}

	/** Jobs by their ids, whenever they ended. An id is asked for once; a failure leaves it out, to be asked for later. */
	async lookUp(ids: readonly string[], signal: AbortSignal): Promise<readonly PastJob[]> {
		const unknown = ids.filter((id) => !this.#found.has(id));
		if (unknown.length > 0) {
			const runs = await this.#queries.findEndedJobs(unknown, signal);
			for (const id of unknown) this.#found.set(id, undefined);
			for (const job of jobsOfRuns(runs)) this.#found.set(job.id, this.#withPath(job));
		}
		return [...this.#found.values()].filter((job) => job !== undefined);
	}

	dispose(): void {
		this.#life.abort();
		this.#changed.dispose();
	}

	#known(): readonly PastJob[] {
		const days = [...this.#days.values()].flatMap((state) => (state.kind === 'loaded' ? state.jobs : []));
		return [...days, ...[...this.#found.values()].filter((job) => job !== undefined)];
	}

	async #query(day: DayKey): Promise<void> {
		const before = this.#days.get(day);
		if (before?.kind !== 'loaded') this.#set(day, { kind: 'loading' });
		const { start, end } = boundsOf(day);
		const now = this.#now();
		const back = (moment: Date) => Math.ceil((now.getTime() - moment.getTime()) / 1000);
		try {
			const runs = await this.#queries.listEndedJobs(
				{ from: back(start) + SKEW_SECONDS, to: Math.max(0, back(end) - SKEW_SECONDS) },
				this.#life.signal,
			);
			// A run that was put back into the queue is over, whatever becomes of the job.
			const over = runs.map((run) => ({ ...run, phase: 'finished' as const }));
			const jobs = jobsOfRuns(over)
				.filter(({ ended }) => ended && ended >= start && ended < end)
				.map((job) => this.#withPath(job));
			this.#set(day, { kind: 'loaded', jobs, at: now });
		} catch (error) {
			if (isAbort(error)) return;
			this.#set(day, { kind: 'failed', error });
		}
	}

	#withPath(job: PastJob): PastJob {
		return { ...job, outputPath: job.outputPath ?? this.#paths.get(job.id) };
	}

	#set(day: DayKey, state: DayOfJobs): void {
		if (this.#life.signal.aborted) return;
		this.#days.set(day, state);
		this.#changed.fire();
	}
}
