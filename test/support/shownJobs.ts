import { groupJobs, type JobChoice } from '../../src/presenters/jobGroups.ts';
import type { ClusterJobs } from '../../src/presenters/jobRows.ts';
import type { OpenRows } from '../../src/presenters/unitRow.ts';
import type { Job } from '../../src/slurm/job.ts';

/** Rows that are open, by id. */
export function openRows(...ids: readonly string[]): OpenRows {
	return { isOpen: (id) => ids.includes(id), limitOf: (_id, page) => page, detailsOf: () => undefined };
}

/** A cluster's jobs as the view hands them to the presenters. */
export function clusterJobs(
	jobs: readonly Job[],
	at: Date,
	choice: Partial<JobChoice> & { readonly cluster?: string } = {},
): ClusterJobs {
	const { cluster = 'practice', filter = '', order = 'newest', pinned = new Set<string>() } = choice;
	return {
		cluster,
		snapshot: { kind: 'loaded', jobs, at },
		groups: groupJobs(jobs, { filter, order, pinned }),
		filter,
	};
}
