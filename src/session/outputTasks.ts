import type { Job } from '../slurm/job.ts';

/**
 * Tasks of the same array that have an output already, where the job stands for several: for tasks that wait together, or for the
 * whole array. Those that run first, then those that ended. None for any other job.
 */
export function outputTasks(job: Job, jobs: readonly Job[]): readonly Job[] {
	const standsForSeveral = job.phase === 'pending' || job.id === job.array?.id;
	if (!job.array || !standsForSeveral) return [];
	const tasks = jobs.filter(({ array, phase }) => array?.id === job.array?.id && phase !== 'pending');
	const number = ({ array }: Job) => Number(array?.tasks);
	const rank = ({ phase }: Job) => (phase === 'running' ? 0 : 1);
	return tasks.toSorted((a, b) => rank(a) - rank(b) || number(a) - number(b));
}
