import type { Job, JobId } from './job.ts';
import { isOneTask } from './taskList.ts';

/**
 * The name of a record within its cluster that stays while the record is in the queue: of tasks that wait together
 * the range shrinks with every task that starts, and `4821_[5]` becomes `4821_5`.
 */
export function steadyId({ id, array }: Job): string {
	if (!array) return id;
	return `${array.id}_${isOneTask(array.tasks) ? array.tasks : 'waiting'}`;
}

/** The id of the array or heterogeneous job that a record belongs to; the record's own where it is an ordinary job. */
export function unitIdOf({ id, array, het }: Job): string {
	return array?.id ?? het?.id ?? id;
}

/**
 * The job behind an id: a record by its own id or its steady one, or a whole array or heterogeneous job, which is told
 * by its record that is most alive, under the id by which Slurm's commands mean all of it.
 */
export function findJob(jobs: readonly Job[], id: string): Job | undefined {
	return jobs.find((job) => job.id === id) ?? jobs.find((job) => steadyId(job) === id) ?? wholeOf(jobs, id);
}

function wholeOf(jobs: readonly Job[], id: string): Job | undefined {
	const parts = jobs.filter((job) => unitIdOf(job) === id);
	const lead = leadOf(parts);
	return lead && { ...lead, id: id as JobId, recordId: id };
}

/** The record that stands for several: one that runs before one that waits, and of those that ended the last. */
export function leadOf(jobs: readonly Job[]): Job | undefined {
	const first = (phase: Job['phase']) => jobs.find((job) => job.phase === phase);
	return first('running') ?? first('pending') ?? jobs.reduce<Job | undefined>(lastEnded, undefined);
}

function lastEnded(a: Job | undefined, b: Job): Job {
	return a && (a.ended?.getTime() ?? 0) >= (b.ended?.getTime() ?? 0) ? a : b;
}
