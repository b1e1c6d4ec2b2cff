import type { JobActionKind } from '../problems/problem.ts';
import type { Job, JobId } from './job.ts';

/** Something to be done to jobs by one run of one of Slurm's programs. */
export interface JobAction {
	readonly kind: JobActionKind;
	/** The jobs as the person knows them, for words. */
	readonly jobs: readonly JobId[];
	readonly argv: readonly string[];
}

/** Signals that a person may want to send, and that every scancel knows by these names. */
export type JobSignal = 'TERM' | 'INT' | 'USR1' | 'USR2' | 'KILL';

/**
 * Which processes of a job get a signal: those that `srun` started, the batch script's shell alone (`--batch`), or all of
 * them (`--full`), see scancel(1).
 */
export type SignalTarget = 'steps' | 'batch' | 'all';

/** The shell of a login node takes some megabytes, but nobody can read a line of more jobs than this in a question. */
export const MOST_JOBS_AT_ONCE = 500;

/** Ends jobs: SIGCONT and SIGTERM first, SIGKILL after the site's KillWait. */
export function cancelJobs(jobs: readonly Job[]): JobAction {
	return { kind: 'cancel', jobs: idsOf(jobs), argv: ['scancel', ...targetsOf(jobs)] };
}

/** Ends tasks of an array, such as `3-7,9`, whether they wait or run. */
export function cancelArrayTasks(arrayId: string, tasks: string): JobAction {
	const id = `${arrayId}_[${tasks}]`;
	return { kind: 'cancel', jobs: [id as JobId], argv: ['scancel', id] };
}

const TARGET_OPTIONS: Readonly<Record<SignalTarget, readonly string[]>> = {
	steps: [],
	batch: ['--batch'],
	all: ['--full'],
};

export function signalJobs(jobs: readonly Job[], signal: JobSignal, target: SignalTarget): JobAction {
	return {
		kind: 'signal',
		jobs: idsOf(jobs),
		argv: ['scancel', `--signal=${signal}`, ...TARGET_OPTIONS[target], ...targetsOf(jobs)],
	};
}

/** Keeps waiting jobs from starting until they are released. */
export function holdJobs(jobs: readonly Job[]): JobAction {
	return { kind: 'hold', jobs: idsOf(jobs), argv: ['scontrol', 'hold', ...targetsOf(jobs)] };
}

export function releaseJobs(jobs: readonly Job[]): JobAction {
	return { kind: 'release', jobs: idsOf(jobs), argv: ['scontrol', 'release', ...targetsOf(jobs)] };
}

/** Puts batch jobs that run or have just ended back into the queue, under the same id. A running one is ended for it. */
export function requeueJobs(jobs: readonly Job[]): JobAction {
	return { kind: 'requeue', jobs: idsOf(jobs), argv: ['scontrol', 'requeue', ...targetsOf(jobs)] };
}

/** As `requeueJobs`, and holds them there. */
export function requeueAndHoldJobs(jobs: readonly Job[]): JobAction {
	return { kind: 'requeueHold', jobs: idsOf(jobs), argv: ['scontrol', 'requeuehold', ...targetsOf(jobs)] };
}

/** What Slurm's programs call a job: a heterogeneous one goes as a whole, and `%2` in `123_[5-9%2]` is squeue's decoration. */
export function targetOf(job: Pick<Job, 'id' | 'het'>): string {
	return job.het ? job.het.id : job.id.replace(/%\d+\]$/, ']');
}

function targetsOf(jobs: readonly Job[]): readonly string[] {
	return [...new Set(jobs.map(targetOf))];
}

function idsOf(jobs: readonly Job[]): readonly JobId[] {
	return jobs.map(({ id }) => id);
}

/** A change of one of a job's properties, as `scontrol update` takes it: one argument, so that a value may hold blanks. */
export function changeJob(job: Job, target: string, property: string, value: string): JobAction {
	return {
		kind: 'change',
		jobs: [job.id],
		argv: ['scontrol', 'update', `JobId=${target}`, `${property}=${value}`],
	};
}

/**
 * What Slurm's program said against an action; empty when it said nothing against it. Exit codes lie both ways: scancel of
 * 24.11 ends with 0 although it was refused, and says nothing at all of a job that it does not know.
 */
export function refusalIn(stderr: string, exitCode: number | null): string {
	const said = stderr.trim();
	if (exitCode === 0 && !/\berror:|^[A-Z][^:]* for job \S+$|^\d+_\S+: [A-Z]/m.test(said)) return '';
	return said === '' ? `exit code ${exitCode ?? '?'}` : said;
}
