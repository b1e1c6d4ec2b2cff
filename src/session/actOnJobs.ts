import { ProblemError } from '../problems/problem.ts';
import { effectOf } from '../slurm/actionEffect.ts';
import type { Job } from '../slurm/job.ts';
import type { JobAction } from '../slurm/jobAction.ts';
import type { ClusterSession } from './clusterSession.ts';

/** How long a link may take to come back before the person is told that the outcome is not known. */
const PATIENCE_MS = 60_000;
/** The first look may meet the link that was just lost, before that is known. */
const MOST_LOOKS = 3;

/**
 * Does something to jobs of one cluster, and asks the queue what came of it. When the answer is lost with the link, the queue
 * decides once the link is back: nothing is sent a second time. Throws as `SlurmClient.act` does.
 *
 * @param jobs those that the action is about
 */
export async function actOnJobs(
	session: ClusterSession,
	action: JobAction,
	jobs: readonly Job[],
	signal: AbortSignal,
): Promise<void> {
	try {
		await session.slurm.act(action, signal);
	} catch (error) {
		if (!(error instanceof ProblemError) || error.problem.kind !== 'actionUnknown') {
			await session.jobs.refreshAfterAction();
			throw error;
		}
		const found = await effectSeen(session, action, jobs, signal);
		if (found !== 'done') throw new ProblemError({ ...error.problem, found }, { cause: error });
		return;
	}
	await session.jobs.refreshAfterAction();
}

async function effectSeen(
	session: ClusterSession,
	action: JobAction,
	jobs: readonly Job[],
	signal: AbortSignal,
): Promise<'done' | 'notDone' | 'unknown'> {
	const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
	for (let look = 0; look < MOST_LOOKS; look += 1) {
		try {
			await session.host.whenUp(patience);
		} catch {
			return 'unknown';
		}
		await session.jobs.refreshAfterAction();
		if (session.jobs.snapshot.kind === 'loaded') break;
	}
	if (session.jobs.snapshot.kind !== 'loaded') return 'unknown';
	const effects = new Set(jobs.map((job) => effectOf(action, job, session.jobs.find(job.recordId))));
	if (effects.size !== 1) return 'unknown';
	return [...effects][0] ?? 'unknown';
}
