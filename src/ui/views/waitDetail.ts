import { waitRows } from '../../presenters/waitRows.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import { explainWait, factsFor, type Wait } from '../../slurm/wait/explainWait.ts';
import type { JobDetailSource } from './jobDetails.ts';

/** Why a job waits, below its row. */
export const waitDetail: JobDetailSource = async (session, job, now, signal) => {
	if (job.phase !== 'pending') return [];
	return waitRows(session.name, job, await waitOf(session, job, now, signal), now);
};

/** What is known of a job's wait. What the site does not tell is left out, and the rest is told also without an answer. */
export async function waitOf(
	session: ClusterSession,
	job: Job,
	now: Date,
	signal: AbortSignal,
): Promise<Wait> {
	const { facts: store, jobs } = session;
	try {
		await store.look(factsFor(job, store.facts), signal);
		// The partition's own QOS is known only now.
		await store.look(factsFor(job, store.facts), signal);
	} catch (error) {
		if (signal.aborted) throw error;
	}
	const others = jobs.snapshot.kind === 'loading' ? [] : jobs.snapshot.jobs;
	return explainWait(job, store.facts, others, now);
}
