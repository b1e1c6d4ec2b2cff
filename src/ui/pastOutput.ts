import * as l10n from '@vscode/l10n';
import { commands } from 'vscode';
import { ProblemError } from '../problems/problem.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { locateOutput } from '../session/locateOutput.ts';
import type { Job } from '../slurm/job.ts';
import { remoteUri } from './remoteUri.ts';
import { withProgress } from './withProgress.ts';

/** True for an ended job of which Slurm's queue no longer tells where its output is. */
export function isPastOutput({ jobs }: ClusterSession, job: Job): boolean {
	return job.phase === 'finished' && !jobs.find(job.id)?.outputPath;
}

/** Opens the output of a job that ended long ago, which grows no more. Throws ProblemError `noOutputYet` where none is found. */
export async function openPastOutput(session: ClusterSession, job: Job): Promise<void> {
	const path = await withProgress(l10n.t('Looking for the output of {0}', job.name), (signal) =>
		locateOutput(session.files, job, signal),
	);
	if (path === undefined) throw new ProblemError({ kind: 'noOutputYet', jobId: job.id, name: job.name });
	await commands.executeCommand('vscode.open', remoteUri(session.name, path));
}
