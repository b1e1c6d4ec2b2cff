import { merge } from '../base/merge.ts';
import { ProblemError } from '../problems/problem.ts';
import { holdsTask } from '../slurm/arrayTasks.ts';
import type { Job } from '../slurm/job.ts';
import { followOutput, type TailEvent } from '../slurm/outputTail.ts';
import type { ClusterSession } from './clusterSession.ts';

/** The file of the standard output, or that of the standard error where it is another one. */
export type OutputStream = 'output' | 'error';

/** What happens to a followed job: its state, and each of its outputs as `TailEvent` tells. */
export type FollowEvent =
	| (TailEvent & { readonly from: OutputStream })
	/** Slurm was told to throw this output away. */
	| { readonly kind: 'discarded'; readonly from: OutputStream }
	| { readonly kind: 'pending'; readonly job: Job }
	| { readonly kind: 'started'; readonly job: Job };

export interface Following {
	/** Also the standard error where that is a file of its own. */
	readonly withErrors: boolean;
	/** See FollowedFile. */
	readonly mostBehindBytes?: number;
}

const EVERYTHING: Following = { withErrors: false };

/** Where an output goes that nobody wants. */
const NOWHERE = '/dev/null';

/**
 * Follows a job from wherever it is now to its end: waits for it to start, then hands over its output. Of array tasks
 * that wait together the first one that starts is followed. The job store is polled while this runs. Throws
 * ProblemError `noOutputYet` when Slurm no longer tells where the output is, or what kept Slurm from answering.
 */
export async function* followJob(
	session: ClusterSession,
	jobId: string,
	signal: AbortSignal,
	following: Following = EVERYTHING,
): AsyncIterable<FollowEvent> {
	const watching = session.jobs.watch();
	const left = new AbortController();
	const until = AbortSignal.any([signal, left.signal]);
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
		const outputs = [outputOf(session, job.id, job.outputPath, 'output', following, until)];
		if (following.withErrors && hasErrorFile(job))
			outputs.push(outputOf(session, job.id, job.errorPath, 'error', following, until));
		yield* merge(outputs);
		signal.throwIfAborted();
	} finally {
		left.abort();
		watching.dispose();
	}
}

/** True where the standard error goes to a file of its own. */
export function hasErrorFile(job: Job): job is Job & { readonly errorPath: string } {
	return job.errorPath !== undefined && job.errorPath !== job.outputPath;
}

async function* outputOf(
	session: ClusterSession,
	jobId: string,
	path: string,
	from: OutputStream,
	{ mostBehindBytes }: Following,
	signal: AbortSignal,
): AsyncGenerator<FollowEvent> {
	const over = new AbortController();
	const look = () => {
		if (session.jobs.find(jobId)?.phase === 'finished') over.abort();
	};
	const subscription = session.jobs.onDidChange(look);
	look();
	try {
		if (path === NOWHERE) {
			yield { kind: 'discarded', from };
			return;
		}
		const file = { host: session.host, path, places: session.tails, mostBehindBytes };
		for await (const event of followOutput(file, over.signal, signal)) yield { ...event, from };
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
	const [, arrayId, list] = /^(\d+)(?:_\[([^\]%]*).*)?$/.exec(jobId) ?? [];
	if (arrayId === undefined) return undefined;
	const tasks = snapshot.jobs.filter(
		({ array }) =>
			array?.id === arrayId &&
			(list === undefined || array.tasks.split(/[-,:]/).some((n) => holdsTask(list, Number(n)))),
	);
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
