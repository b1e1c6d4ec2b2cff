import type { Job } from '../slurm/job.ts';
import type { ClusterSession } from './clusterSession.ts';
import { nextChange } from './followJob.ts';

/** Waits until a job, or every task of an array, has ended, and tells how. The job store is polled while this runs. */
export async function untilEnded(
	session: ClusterSession,
	id: string,
	signal: AbortSignal,
): Promise<readonly Job[]> {
	const watching = session.jobs.watch();
	try {
		for (;;) {
			const { snapshot } = session.jobs;
			const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs;
			const ours = jobs.filter((job) => job.id === id || job.array?.id === id);
			if (ours.length > 0 && ours.every(({ phase }) => phase === 'finished')) return ours;
			await nextChange(session, signal);
		}
	} finally {
		watching.dispose();
	}
}

/** The exit code that stands for a job or all tasks of an array: 0 only where all of them completed. */
export function exitCodeOf(jobs: readonly Job[]): number {
	const codes = jobs.map(({ state, exit }) => (state === 'COMPLETED' ? 0 : exit?.code || 1));
	return codes.find((code) => code !== 0) ?? 0;
}
