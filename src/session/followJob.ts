import { ProblemError } from '../problems/problem.ts';
import type { Job } from '../slurm/job.ts';
import { followOutput, type TailEvent } from '../slurm/outputTail.ts';
import type { ClusterSession } from './clusterSession.ts';

/** What happens to a followed job: its state, and its output as `TailEvent` tells. */
export type FollowEvent =
	| TailEvent
	| { readonly kind: 'pending'; readonly job: Job }
	| { readonly kind: 'started'; readonly job: Job };

/**
 * Follows a job from wherever it is now to its end: waits for it to start, then hands over its output. The job store
 * is polled while this runs. Throws ProblemError `noOutputYet` when Slurm no longer tells where the output is.
 */
export async function* followJob(
	session: ClusterSession,
	jobId: string,
	signal: AbortSignal,
): AsyncIterable<FollowEvent> {
	const watching = session.jobs.watch();
	const over = new AbortController();
	const subscription = session.jobs.onDidChange(() => {
		if (session.jobs.find(jobId)?.phase === 'finished') over.abort();
	});
	try {
		let job = session.jobs.find(jobId);
		if (!job) {
			await session.jobs.refresh();
			job = session.jobs.find(jobId);
		}
		let shownReason: string | undefined;
		while (job?.phase === 'pending') {
			if (job.reason !== shownReason) yield { kind: 'pending', job };
			shownReason = job.reason;
			await nextChange(session, signal);
			job = session.jobs.find(jobId) ?? job;
		}
		if (!job?.outputPath) throw new ProblemError({ kind: 'noOutputYet', jobId, name: job?.name ?? '' });
		if (job.phase === 'finished') over.abort();
		yield { kind: 'started', job };
		yield* followOutput(session.host, job.outputPath, over.signal, signal);
	} finally {
		subscription.dispose();
		watching.dispose();
	}
}

function nextChange(session: ClusterSession, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const ending = [
			session.jobs.onDidChange(() => end(resolve)),
			session.host.onDidClose((reason) =>
				end(() => reject(reason ?? new ProblemError({ kind: 'notConnected', cluster: session.name }))),
			),
		];
		const onAbort = () => end(() => reject(signal.reason));
		signal.addEventListener('abort', onAbort, { once: true });
		const end = (settle: () => void) => {
			for (const subscription of ending) subscription.dispose();
			signal.removeEventListener('abort', onAbort);
			settle();
		};
	});
}
