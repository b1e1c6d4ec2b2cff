import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { bytesOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { submitJob } from '../../session/submitJob.ts';
import type { Job } from '../../slurm/job.ts';
import { type Resubmission, resubmissionOf } from '../../slurm/resubmission.ts';
import { isCopy } from '../../slurm/scriptPaths.ts';
import type { ScriptSource } from '../../slurm/slurmClient.ts';
import { scriptName } from '../jobScripts.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { chooseJob } from './chooseJobs.ts';
import { afterSubmission } from './submitJobAction.ts';

/** "Submit Again…": the script as Slurm took it, with the same options, from the same folder, as a job of its own. */
export const resubmitJobAction: Action = {
	id: 'aiFactory.resubmitJob',
	async run(workbench, target) {
		const chosen = await chooseJob(workbench, target, {
			title: l10n.t('Submit a job again'),
			fits: ({ workDir }) => workDir !== '',
		});
		if (!chosen) return;
		const { session, job } = chosen;
		const found = await withProgress(l10n.t('Asking Slurm for the script of {0}', job.id), async (signal) => {
			const script = await session.slurm.readScript(job, signal);
			const before = await session.slurm.readSubmission(job, signal);
			return {
				script,
				how: resubmissionOf(job, before),
				source: await sourceOf(session, job, script, signal),
			};
		});
		const { script, how, source } = found;
		const again = l10n.t('Submit Again');
		const look = l10n.t('Show Script');
		const answer = await window.showInformationMessage(
			l10n.t('Submit {0} again on {1}?', job.name, session.name),
			{ modal: true, detail: detailOf(job, how, source) },
			again,
			look,
		);
		if (answer === look) await workbench.scripts.show(session, job, script);
		if (answer !== again) return;
		const submitted = await withProgress(l10n.t('Submitting {0} to {1}', job.name, session.name), (signal) =>
			submitJob(
				session,
				source,
				{ workDir: job.workDir, options: how.options, arguments: how.arguments },
				signal,
			),
		);
		await afterSubmission(workbench, session, job.name, submitted);
	},
};

/** The file itself where it still holds what was submitted, so that the new job is called after it; else a copy. */
async function sourceOf(
	{ files }: ClusterSession,
	job: Job,
	script: string,
	signal: AbortSignal,
): Promise<ScriptSource> {
	const bytes = bytesOf(script);
	const path = job.command.split(' ')[0] ?? '';
	if (path.startsWith('/')) {
		try {
			const { size } = await files.stat(path, signal);
			if (size === bytes.length && bytes.equals(await files.read(path, signal)))
				return { kind: 'remote', path };
		} catch (error) {
			if (isAbort(error)) throw error;
			// It is gone, or cannot be read any more: Slurm's copy is what counts.
		}
	}
	return { kind: 'local', name: scriptName(job), text: script, bytes };
}

function detailOf(
	job: Job,
	{ options, arguments: words, isExact }: Resubmission,
	source: ScriptSource,
): string {
	const isFile = source.kind === 'remote';
	const script = isFile ? source.path : source.name;
	return [
		scriptText(job, isFile),
		...(isExact
			? []
			: [
					l10n.t(
						'What else stood on the command line then is not known here; name, account, partition, QOS and time limit are those of the job.',
					),
				]),
		l10n.t('It starts in {0}.', job.workDir),
		l10n.t('Command: {0}', shellQuote(['sbatch', ...options, script, ...words])),
	].join('\n');
}

function scriptText(job: Job, isFile: boolean): string {
	if (isCopy(job.command))
		return l10n.t('The script as job {0} had it, which was sent from an editor.', job.id);
	return isFile
		? l10n.t('The script has not changed since job {0} was submitted.', job.id)
		: l10n.t('The script as job {0} had it: the file on the cluster is gone or has changed.', job.id);
}
