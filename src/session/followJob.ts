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
 * Follows a job from wherever it is now to its end: waits for it to start, then hands over its output. Of array tasks
 * that wait together the first one that starts is followed. The job store is polled while this runs. Throws
 * ProblemError `noOutputYet` when Slurm no longer tells where the output is, or what kept Slurm from answering.
 */
export async function* followJob(
	session: ClusterSession,
	jobId: string,
	signal: AbortSignal,
): AsyncIterable<FollowEvent> {
	const watching = session.jobs.watch();
	try {
		let job = await find(session, jobId);
		let shownReason: string | undefined;
		while (job.phase === 'pending') {
			if (job.reason !== shownReason) yield { kind: 'pending', job };
			shownReason = job.reason;
			await nextChange(session, signal);
			job = await find(session, jobId);
		}
		if (!job.outputPath) throw new ProblemError({ kind: 'noOutputYet', jobId: job.id, name: job.name });
		yield { kind: 'started', job };
		yield* outputOf(session, job.id, job.outputPath, signal);
	} finally {
		watching.dispose();
	}
}

async function* outputOf(
	session: ClusterSession,
	jobId: string,
	path: string,
	signal: AbortSignal,
): AsyncIterable<TailEvent> {
	const over = new AbortController();
	const look = () => {
		if (session.jobs.find(jobId)?.phase === 'finished') over.abort();
	};
	const subscription = session.jobs.onDidChange(look);
	look();
	try {
		yield* followOutput(session.host, path, over.signal, signal);
	} finally {
		subscription.dispose();
	}
}

/** The job as it stands now; asks Slurm once when it is not in the list. */
async function find(session: ClusterSession, jobId: string): Promise<Job> {
	const known = findInList(session, jobId);
	if (known) return known;
	await session.jobs.refresh();
	const { snapshot } = session.jobs;
	const found = findInList(session, jobId);
	if (found) return found;
	throw snapshot.kind === 'stale'
		? snapshot.error
		: new ProblemError({ kind: 'noOutputYet', jobId, name: jobId });
}

/** Tasks that wait together are one row, `170_[0-2%1]`, whose id goes when the first of them starts. */
function findInList(session: ClusterSession, jobId: string): Job | undefined {
	const { snapshot } = session.jobs;
	const exact = session.jobs.find(jobId);
	if (exact || snapshot.kind === 'loading') return exact;
	const array = `${jobId.split('_')[0]}_`;
	if (!jobId.includes('[') && jobId.includes('_')) return undefined;
	const tasks = snapshot.jobs.filter(({ id }) => id.startsWith(array));
	return (
		tasks.find(({ phase }) => phase === 'running') ??
		tasks.find(({ phase }) => phase === 'pending') ??
		tasks.find(({ phase }) => phase === 'finished')
	);
}

/** Resolves when the list of jobs was read again; rejects when the connection is closed. */
export function nextChange(session: ClusterSession, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const lost = new ProblemError({ kind: 'notConnected', cluster: session.name });
		const ending = [
			session.jobs.onDidChange(() => end(resolve)),
			session.host.onDidClose((reason) => end(() => reject(reason ?? lost))),
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
