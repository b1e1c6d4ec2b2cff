import { delay, isAbort } from '../base/abort.ts';
import { ProblemError } from '../problems/problem.ts';
import type { Job, JobId } from '../slurm/job.ts';
import type { Submission } from '../slurm/sbatch.ts';
import type { ScriptSource, Submitted } from '../slurm/slurmClient.ts';
import type { ClusterSession } from './clusterSession.ts';

/** sbatch may take so long at most (see `submitLine`), and the link a while to come back. */
const PATIENCE_MS = 240_000;
/** After a person's own cancel the answer is near, or nobody waits for it. */
const CANCELLED_PATIENCE_MS = 30_000;
const BETWEEN_LOOKS_MS = 500;
/** The clocks of the controller and of this computer may differ by so much. */
const CLOCK_MS = 120_000;

export interface SubmittedJob extends Submitted {
	/** The link was lost meanwhile, and it was asked afterwards what came of it. */
	readonly wasLost: boolean;
}

/** How a script is submitted. */
export type HowSubmitted = Omit<Submission, 'token' | 'program' | 'script'>;

/**
 * Submits exactly once. When the answer is lost with the link, what became of the submission is asked once the link is
 * back; nothing is sent a second time. Throws as `SlurmClient.submit` does, `submitUnknown` with what was found, and the
 * signal's reason only where it is certain that nothing was submitted.
 */
export async function submitJob(
	session: ClusterSession,
	source: ScriptSource,
	how: HowSubmitted,
	signal: AbortSignal,
): Promise<SubmittedJob> {
	const known = new Set(jobsNow(session).map(({ recordId }) => recordId));
	const began = session.now().getTime();
	try {
		return { ...(await session.slurm.submit(source, how, signal)), wasLost: false };
	} catch (error) {
		if (!(error instanceof ProblemError) || error.problem.kind !== 'submitUnknown') throw error;
		const isNew = (job: Job) =>
			!known.has(job.recordId) && (job.submitted?.getTime() ?? 0) > began - CLOCK_MS;
		const { token, script } = error.problem;
		const found = await settled(session, signal, {
			token,
			name: script,
			isIt: (job) => isNew(job) && isFrom(job, source, how, token),
		});
		if (typeof found === 'object') return { ...found, wasLost: true };
		if (found === 'notDone' && signal.aborted) throw signal.reason;
		throw new ProblemError({ ...error.problem, found }, { cause: error });
	}
}

interface Lost {
	readonly token: string;
	readonly name: string;
	/** Tells the job of this submission, where the queue has it. */
	readonly isIt: (job: Job) => boolean;
}

async function settled(
	session: ClusterSession,
	signal: AbortSignal,
	{ token, name, isIt }: Lost,
): Promise<Submitted | 'notDone' | 'unknown'> {
	// The person's cancel ended the submission, and must not end the question what came of it.
	const patience = AbortSignal.any([
		AbortSignal.timeout(signal.aborted ? CANCELLED_PATIENCE_MS : PATIENCE_MS),
		...(signal.aborted ? [] : [signal]),
	]);
	let found: Submitted | 'notDone' | 'unknown' = 'unknown';
	while (found === 'unknown' && !patience.aborted) {
		try {
			await session.host.whenUp(patience);
			found = await session.slurm.settle(token, name, patience);
			if (found !== 'unknown') break;
			// Whoever submitted was ended before it wrote down the answer, or is slow: the queue knows the job all the same.
			await session.jobs.refreshAfterAction();
			const id = idOf(jobsNow(session).filter(isIt));
			if (id) return { id, remarks: '' };
		} catch (error) {
			if (isAnswered(error)) throw error;
			// The link is lost again, or was not known to be: it is waited for.
		}
		await delay(BETWEEN_LOOKS_MS, patience).catch(() => undefined);
	}
	return found;
}

function jobsNow({ jobs: { snapshot } }: ClusterSession): readonly Job[] {
	return snapshot.kind === 'loading' ? [] : snapshot.jobs;
}

/** Two are one too many to tell. */
function idOf(jobs: readonly Job[]): JobId | undefined {
	const ids = new Set(jobs.map(({ array, id }) => (array ? (array.id as JobId) : id)));
	return ids.size === 1 ? [...ids][0] : undefined;
}

/** A copy's path holds the token; a file is submitted from one folder at one moment once. */
function isFrom(job: Job, source: ScriptSource, how: HowSubmitted, token: string): boolean {
	return source.kind === 'local'
		? job.command.includes(`/${token}/`)
		: job.workDir === how.workDir && job.command === [source.path, ...how.arguments].join(' ');
}

/** Slurm refused it, or said itself that it is down: that is an answer. */
function isAnswered(error: unknown): boolean {
	return (
		!isAbort(error) &&
		error instanceof ProblemError &&
		['submitRefused', 'slurmDown', 'slurmBusy', 'commandMissing'].includes(error.problem.kind)
	);
}
