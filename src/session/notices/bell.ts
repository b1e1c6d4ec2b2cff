import type { Job } from '../../slurm/job.ts';
import type { JobPhase } from '../../slurm/jobState.ts';

/** Somebody wants to be told of a job. An array, and a heterogeneous job, are one: told of when the first task starts and when the last has ended. */
export interface Bell {
	/** The job's id; the array's, or the first component's, where it stands for all. */
	readonly id: string;
	readonly name: string;
	/** `muted` keeps the setting "all" from ringing for this one. */
	readonly by: 'person' | 'setting' | 'muted';
	/** When it was set, in milliseconds since 1970; of those by the setting when the job was submitted. The same in every window. */
	readonly since: number;
	/** Where the job was when it was last looked at. */
	readonly phase: JobPhase;
	readonly starts: number;
	readonly isLimitTold: boolean;
}

export type NoticeKind = 'started' | 'ended' | 'requeued' | 'nearLimit';

/** Something that happened to a job with a bell. */
export interface Notice {
	readonly cluster: string;
	readonly kind: NoticeKind;
	/** The bell as it was. */
	readonly bell: Bell;
	/** The job, or the tasks of the array, as they are now. */
	readonly jobs: readonly Job[];
	/** The same in every window that saw this happen. */
	readonly key: string;
}

/** Which bell stands for a job: tasks of an array that wait together have that of the array. */
export function bellIdOf(job: Pick<Job, 'id' | 'array' | 'het'>): string {
	if (job.het) return job.het.id;
	return job.array && job.id.includes('[') ? job.array.id : job.id;
}

/** Bells by their ids. */
export type Bells = ReadonlyMap<string, Bell>;

/** The bell that rings for a job: its own, or that of its array. */
export function bellOf(bells: Bells, job: Job): Bell | undefined {
	return bells.get(job.id) ?? (job.het && bells.get(job.het.id)) ?? (job.array && bells.get(job.array.id));
}

/** A new bell for a job in the phase that it has now. */
export function newBell(job: Job, by: Bell['by'], since: number): Bell {
	return {
		id: bellIdOf(job),
		name: job.name,
		by,
		since,
		phase: job.phase,
		starts: 0,
		isLimitTold: false,
	};
}

/** Finds the jobs that a bell is for, whatever the length of the list. */
export function indexByBell(jobs: readonly Job[]): (bell: Bell) => readonly Job[] {
	const index = new Map<string, Job[]>();
	for (const job of jobs) {
		for (const id of new Set([job.id, job.array?.id, job.het?.id])) {
			if (id === undefined) continue;
			const known = index.get(id);
			if (known) known.push(job);
			else index.set(id, [job]);
		}
	}
	return ({ id }) => index.get(id) ?? [];
}

/** What happened since a bell was last looked at, and the bell afterwards: undefined once its job has ended. */
export interface Rung {
	readonly bell: Bell | undefined;
	readonly kind: NoticeKind | undefined;
}

/** @param jobs those that the bell is for; at least one */
export function ring(bell: Bell, jobs: readonly Job[], now: Date): Rung {
	const phase = phaseOfAll(jobs);
	if (phase === 'finished') return { bell: undefined, kind: 'ended' };
	const after = { ...bell, phase, isLimitTold: false };
	if (phase === 'running' && bell.phase !== 'running')
		return { bell: { ...after, starts: bell.starts + 1 }, kind: 'started' };
	// Of an array whose first tasks are forgotten, those that still wait are left.
	if (phase === 'pending' && bell.phase === 'running' && jobs.some(({ restarts }) => restarts > 0))
		return { bell: after, kind: 'requeued' };
	const due = limitDue(jobs);
	if (bell.isLimitTold || due === undefined || now.getTime() < due) return { bell, kind: undefined };
	return { bell: { ...bell, isLimitTold: true }, kind: 'nearLimit' };
}

/** An array runs from its first task's start to its last one's end. */
function phaseOfAll(jobs: readonly Job[]): JobPhase {
	const phases = new Set(jobs.map(({ phase }) => phase));
	if (phases.size === 1) return [...phases][0] ?? 'finished';
	return 'running';
}

const WARNING_SECONDS = 600;
const WARNING_SHARE = 0.1;
/** A warning that comes in the job's last minute is too late to be of use. */
const SHORTEST_WARNING_SECONDS = 60;

/**
 * When it is time to say that a job nears its limit, in milliseconds since 1970: ten minutes before it, or when a tenth is
 * left of a shorter one. Undefined for arrays, and where there is no limit or a very short one.
 */
export function limitDue(jobs: readonly Job[]): number | undefined {
	const [job] = jobs;
	if (jobs.length !== 1 || job?.phase !== 'running' || job.limit === undefined || !job.ended)
		return undefined;
	const warning = Math.min(WARNING_SECONDS, job.limit * WARNING_SHARE);
	return warning < SHORTEST_WARNING_SECONDS ? undefined : job.ended.getTime() - warning * 1000;
}

/** Bells as they were kept, by whatever version of this program. */
export function readBells(kept: unknown): Bells {
	const bells = Array.isArray(kept) ? kept.filter(isBell) : [];
	return new Map(bells.map((bell) => [bell.id, bell]));
}

function isBell(value: unknown): value is Bell {
	const { id, name, by, since, phase, starts, isLimitTold } = (value ?? {}) as Partial<
		Record<keyof Bell, unknown>
	>;
	return (
		typeof id === 'string' &&
		typeof name === 'string' &&
		(by === 'person' || by === 'setting' || by === 'muted') &&
		typeof since === 'number' &&
		(phase === 'pending' || phase === 'running' || phase === 'finished') &&
		typeof starts === 'number' &&
		typeof isLimitTold === 'boolean'
	);
}
