import type { Job } from './job.ts';
import { isOneTask } from './taskList.ts';

/**
 * Of tasks that were cancelled while they waited together the controller keeps one record, which looks like an ordinary
 * job with the array's id: `3`, where it was `3_[4-39]` (seen with Slurm 22.05). It gets back what it was before.
 */
export function withTaskLists(queued: readonly Job[], before: readonly Job[]): readonly Job[] {
	const waited = new Map(
		before.flatMap((job) => (job.array && !isOneTask(job.array.tasks) ? [[job.array.id, job] as const] : [])),
	);
	if (waited.size === 0) return queued;
	return queued.map((job) => {
		const was = mayBeRemains(job) ? waited.get(job.id) : undefined;
		return was ? { ...job, id: was.id, array: was.array } : job;
	});
}

/** Leaves out such a record of an array whose tasks are told otherwise: its own list is known to accounting only. */
export function withoutRemains(jobs: readonly Job[]): readonly Job[] {
	const arrays = new Set(jobs.flatMap(({ array }) => (array ? [array.id] : [])));
	return arrays.size === 0 ? jobs : jobs.filter((job) => !(mayBeRemains(job) && arrays.has(job.id)));
}

function mayBeRemains({ phase, array, het }: Job): boolean {
	return phase === 'finished' && !array && !het;
}
