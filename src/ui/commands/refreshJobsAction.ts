import type { Action } from './action.ts';

/** Asks Slurm now, for the jobs and for the allocation. */
export const refreshJobsAction: Action = {
	id: 'aiFactory.refreshJobs',
	async run({ app }) {
		await Promise.all(
			app.sessions.connected.flatMap(({ jobs, allocation }) => [
				jobs.refreshOnRequest(),
				allocation.refresh(),
			]),
		);
	},
};
