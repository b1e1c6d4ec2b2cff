import * as l10n from '@vscode/l10n';
import { Uri, window } from 'vscode';
import { shownName } from '../../base/shownName.ts';
import { ProblemError } from '../../problems/problem.ts';
import { hasErrorFile } from '../../session/followJob.ts';
import type { Job } from '../../slurm/job.ts';
import { OUTPUT_SCHEME } from '../outputDocuments.ts';
import type { Action } from './action.ts';
import { chooseOutputJob } from './chooseOutputJob.ts';

/** A job's output as a document, to be searched and copied. */
export const openOutputAction: Action = {
	id: 'aiFactory.openOutput',
	async run(workbench, target) {
		const chosen = await chooseOutputJob(workbench, target, l10n.t('Open the output of a job'));
		if (!chosen) return;
		const { session, job } = chosen;
		const path = await choosePath(job);
		if (path !== undefined)
			await workbench.outputDocuments.open(session.name, path, job.phase !== 'finished');
	},
};

export const loadEarlierOutputAction: Action = {
	id: 'aiFactory.loadEarlierOutput',
	async run({ outputDocuments }, target) {
		const uri = documentTarget(target);
		if (uri) await outputDocuments.loadEarlier(uri);
	},
};

export const followOutputAction: Action = {
	id: 'aiFactory.followOutput',
	async run({ outputDocuments }, target) {
		const uri = documentTarget(target);
		if (uri) outputDocuments.setFollowed(uri, true);
	},
};

export const stopFollowingOutputAction: Action = {
	id: 'aiFactory.stopFollowingOutput',
	async run({ outputDocuments }, target) {
		const uri = documentTarget(target);
		if (uri) outputDocuments.setFollowed(uri, false);
	},
};

/** Of a job whose standard error is a file of its own the person chooses; undefined when none is wanted. */
async function choosePath(job: Job): Promise<string | undefined> {
	if (!job.outputPath) throw new ProblemError({ kind: 'noOutputYet', jobId: job.id, name: job.name });
	if (!hasErrorFile(job)) return job.outputPath;
	const items = [
		{ label: l10n.t('$(output) Output'), description: shownName(job.outputPath), path: job.outputPath },
		{ label: l10n.t('$(warning) Error Output'), description: shownName(job.errorPath), path: job.errorPath },
	];
	const title = l10n.t('Open the output of {0} {1}', job.name, job.id);
	return (await window.showQuickPick(items, { title }))?.path;
}

function documentTarget(target: unknown): Uri | undefined {
	const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
	return uri?.scheme === OUTPUT_SCHEME ? uri : undefined;
}
