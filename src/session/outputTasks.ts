import type { Job } from '../slurm/job.ts';

/**
 * Tasks of the same array that have an output already, where the job stands for tasks that wait together: those that run first,
 * then those that ended. None for any other job.
 */
export function outputTasks(job: Job, jobs: readonly Job[]): readonly Job[] {
	if (job.phase !== 'pending' || !job.array) return [];
	const tasks = jobs.filter(({ array, phase }) => array?.id === job.array?.id && phase !== 'pending');
	const number = ({ array }: Job) => Number(array?.tasks);
	const rank = ({ phase }: Job) => (phase === 'running' ? 0 : 1);
	return tasks.toSorted((a, b) => rank(a) - rank(b) || number(a) - number(b));
}
