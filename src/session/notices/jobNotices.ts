import { DisposableStore } from '../../base/disposableStore.ts';
import { Emitter, type Event } from '../../base/event.ts';
import type { Notes } from '../../base/notes.ts';
import type { Job } from '../../slurm/job.ts';
import type { JobStore } from '../../slurm/jobStore.ts';
import {
	type Bell,
	type Bells,
	bellOf,
	indexByBell,
	limitDue,
	type Notice,
	newBell,
	readBells,
	ring,
} from './bell.ts';

/** Which jobs a person is told of: those with a bell, all, or none. */
export type NotifyMode = 'asked' | 'all' | 'none';

/** What notices need of a connected cluster. */
export interface NoticeSource {
	readonly name: string;
	readonly jobs: Pick<JobStore, 'snapshot' | 'onDidChange' | 'watch' | 'refresh'>;
	readonly slurm: { findEndedJobs(ids: readonly string[], signal: AbortSignal): Promise<readonly Job[]> };
}

export interface JobNoticesOptions {
	/** Clusters that can be asked now. */
	readonly sources: () => readonly NoticeSource[];
	readonly onDidChangeSources: Event<unknown>;
	readonly notes: Notes;
	readonly mode: () => NotifyMode;
	readonly now: () => Date;
}

/** A bell whose job nobody knows any more is kept for so long. */
const LONGEST_MS = 30 * 24 * 3_600_000;
const JUST_SET_MS = 60_000;
/** Nobody needs a timer for longer; the next look at the queue comes first. */
const LONGEST_TIMER_MS = 3_600_000;

/**
 * Notices what happens to the jobs for which there are bells, and has their clusters polled slowly for that while nobody
 * looks. Bells are kept with the notes, so that what happened while no window was open is noticed at the next connect.
 */
export class JobNotices {
	readonly #options: JobNoticesOptions;
	readonly #noticed = new Emitter<Notice>();
	readonly #changed = new Emitter<string>();
	readonly #life = new AbortController();
	readonly #owned = new DisposableStore();
	readonly #followed = new Map<NoticeSource, Followed>();

	readonly onDidNotice = this.#noticed.event;
	/** Fires with a cluster's name when its bells changed. */
	readonly onDidChangeBells = this.#changed.event;

	constructor(options: JobNoticesOptions) {
		this.#options = options;
		this.#owned.add(options.onDidChangeSources(() => this.update()));
		this.update();
	}

	/** Tells of the jobs of a cluster, as its bells are now, whether the person will hear of them. */
	ringsOn(cluster: string): (job: Job) => boolean {
		const mode = this.#options.mode();
		const bells = this.#bells(cluster);
		return (job) => {
			if (job.phase === 'finished' || mode === 'none') return false;
			const by = bellOf(bells, job)?.by;
			return mode === 'all' ? by !== 'muted' : by === 'person';
		};
	}

	/** Whether jobs ring without being asked. */
	get isForAll(): boolean {
		return this.#options.mode() === 'all';
	}

	/** Sets the bells of jobs. */
	ask(cluster: string, jobs: readonly Job[]): void {
		const since = this.#options.now().getTime();
		this.#put(
			cluster,
			jobs,
			jobs.map((job) => newBell(job, 'person', since)),
		);
	}

	/** Takes the bells of jobs away, also where the setting would ring for all. */
	mute(cluster: string, jobs: readonly Job[]): void {
		const since = this.#options.now().getTime();
		const isMutedNeeded = this.#options.mode() === 'all';
		this.#put(cluster, jobs, isMutedNeeded ? jobs.map((job) => newBell(job, 'muted', since)) : []);
	}

	/** To be called when the mode changed: follows the clusters that there are now, and polls those that need it. */
	update(): void {
		if (this.#life.signal.aborted) return;
		const sources = this.#options.sources();
		for (const [source, followed] of this.#followed) {
			if (sources.includes(source)) continue;
			followed.dispose();
			this.#followed.delete(source);
		}
		for (const source of sources) {
			if (!this.#followed.has(source)) {
				this.#followed.set(source, new Followed(source.jobs.onDidChange(() => this.#look(source))));
			}
			this.#look(source);
		}
	}

	dispose(): void {
		this.#life.abort();
		for (const followed of this.#followed.values()) followed.dispose();
		this.#followed.clear();
		this.#noticed.dispose();
		this.#changed.dispose();
		void this.#owned.dispose();
	}

	#bells(cluster: string): Bells {
		return readBells(this.#options.notes.read(keyOf(cluster)));
	}

	/** Puts bells in the place of those that these jobs have. */
	#put(cluster: string, jobs: readonly Job[], own: readonly Bell[]): void {
		const bells = new Map(this.#bells(cluster));
		for (const job of jobs) {
			const before = bellOf(bells, job);
			if (before) bells.delete(before.id);
		}
		for (const bell of own) bells.set(bell.id, bell);
		this.#write(cluster, [...bells.values()]);
		this.update();
	}

	#write(cluster: string, bells: readonly Bell[]): void {
		if (JSON.stringify(bells) === JSON.stringify([...this.#bells(cluster).values()])) return;
		this.#options.notes.write(keyOf(cluster), bells);
		this.#changed.fire(cluster);
	}

	/** Looks at what the list says now, and sees to it that somebody goes on looking where that is needed. */
	#look(source: NoticeSource): void {
		const followed = this.#followed.get(source);
		if (!followed || this.#life.signal.aborted) return;
		const mode = this.#options.mode();
		const { snapshot } = source.jobs;
		const jobs = snapshot.kind === 'loaded' ? snapshot.jobs : undefined;
		if (jobs && mode === 'all') this.#askForAll(source.name, jobs);
		if (jobs) this.#ring(source.name, jobs);
		const bells = [...this.#bells(source.name).values()].filter(({ by }) => this.#isHeard(by, mode));
		followed.watch(bells.length > 0 ? source : undefined);
		if (!jobs) return;
		const own = indexByBell(jobs);
		if (bells.some((bell) => own(bell).length === 0)) void this.#lookUp(source, followed);
		const dues = bells.flatMap((bell) => (bell.isLimitTold ? [] : (limitDue(own(bell)) ?? [])));
		const next = Math.min(...dues) - this.#options.now().getTime();
		followed.schedule(next > 0 && next < LONGEST_TIMER_MS ? next : undefined, () => this.#look(source));
	}

	#isHeard(by: Bell['by'], mode: NotifyMode): boolean {
		return mode !== 'none' && (by === 'person' || (by === 'setting' && mode === 'all'));
	}

	#askForAll(cluster: string, jobs: readonly Job[]): void {
		const bells = new Map(this.#bells(cluster));
		for (const job of jobs) {
			if (job.phase === 'finished' || bellOf(bells, job)) continue;
			const whole = job.array ? { ...job, id: job.array.id as Job['id'] } : job;
			const bell = newBell(whole, 'setting', job.submitted?.getTime() ?? 0);
			bells.set(bell.id, bell);
		}
		this.#write(cluster, [...bells.values()]);
	}

	#ring(cluster: string, jobs: readonly Job[]): void {
		const mode = this.#options.mode();
		const now = this.#options.now();
		const notices: Notice[] = [];
		const jobsOf = indexByBell(jobs);
		const after = [...this.#bells(cluster).values()].flatMap((bell): readonly Bell[] => {
			const own = jobsOf(bell);
			if (own.length === 0) return now.getTime() - bell.since < LONGEST_MS ? [bell] : [];
			const rung = ring(bell, own, now);
			// Who has just submitted or rung a job sees for themselves that it starts.
			const isSeen = rung.kind === 'started' && now.getTime() - bell.since < JUST_SET_MS;
			if (rung.kind && !isSeen && this.#isHeard(bell.by, mode)) {
				const key = [cluster, bell.id, bell.since, rung.kind, bell.starts].join(' ');
				notices.push({ cluster, kind: rung.kind, bell, jobs: own, key });
			}
			return rung.bell ? [rung.bell] : [];
		});
		this.#write(cluster, after);
		for (const notice of notices) this.#noticed.fire(notice);
	}

	/** The queue forgets jobs minutes after their end, and the list knows a day: of older ones accounting is asked, once a connection. */
	async #lookUp(source: NoticeSource, followed: Followed): Promise<void> {
		if (followed.isLookingUp) return;
		followed.isLookingUp = true;
		try {
			// The look that is under way may be about to tell.
			await source.jobs.refresh();
			const { snapshot } = source.jobs;
			if (snapshot.kind !== 'loaded' || snapshot.pastError !== undefined) return;
			const jobsOf = indexByBell(snapshot.jobs);
			const missing = [...this.#bells(source.name).values()]
				.filter((bell) => jobsOf(bell).length === 0)
				.map(({ id }) => id)
				.filter((id) => !followed.lookedUp.has(id));
			if (missing.length === 0 || this.#life.signal.aborted) return;
			for (const id of missing) followed.lookedUp.add(id);
			const found = await source.slurm.findEndedJobs(missing, this.#life.signal);
			this.#ring(source.name, [...snapshot.jobs, ...found.filter(({ phase }) => phase === 'finished')]);
		} catch {
			// Accounting that does not answer is asked again at the next connect: the bells are kept.
		} finally {
			followed.isLookingUp = false;
		}
	}
}

/** What is held for one cluster. */
class Followed {
	readonly #subscription: { dispose(): unknown };
	#watching: { dispose(): unknown } | undefined;
	#timer: NodeJS.Timeout | undefined;
	isLookingUp = false;
	readonly lookedUp = new Set<string>();

	constructor(subscription: { dispose(): unknown }) {
		this.#subscription = subscription;
	}

	watch(source: NoticeSource | undefined): void {
		if (source) {
			this.#watching ??= source.jobs.watch('notices');
			return;
		}
		this.#watching?.dispose();
		this.#watching = undefined;
	}

	schedule(ms: number | undefined, work: () => void): void {
		clearTimeout(this.#timer);
		this.#timer = ms === undefined ? undefined : setTimeout(work, ms);
		this.#timer?.unref();
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#subscription.dispose();
		this.#watching?.dispose();
	}
}

function keyOf(cluster: string): string {
	return `bells ${cluster}`;
}
