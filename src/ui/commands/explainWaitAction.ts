import * as l10n from '@vscode/l10n';
import { commands, env, ProgressLocation, window } from 'vscode';
import { type Ahead, waitDialog, waitRemedies } from '../../presenters/waitDialog.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import type { Wait } from '../../slurm/wait/explainWait.ts';
import { jobsAhead, listWaiting } from '../../slurm/wait/jobsAhead.ts';
import { waitOf } from '../views/waitDetail.ts';
import type { Action } from './action.ts';
import { jobsOfRows, pickJob } from './jobTarget.ts';

/** A controller that is slow; one that is down is given up sooner. */
const ASK_MS = 90_000;

/** "Why Is It Waiting?": all that is known of a wait, with the jobs ahead, which are asked for only here. */
export const explainWaitAction: Action = {
	id: 'aiFactory.explainWait',
	async run({ app, jobsView }, target) {
		const rows = target === undefined ? jobsView.selection : [target];
		const found = jobsOfRows(app, rows).find(({ job }) => job.phase === 'pending');
		const chosen =
			found ?? (await pickJob(app, l10n.t('Why is it waiting?'), (job) => job.phase === 'pending'));
		if (!chosen) return;
		const { session, job } = chosen;
		const signal = AbortSignal.timeout(ASK_MS);
		const { wait, ahead } = await window.withProgress(
			{ location: ProgressLocation.Window, title: l10n.t('Asking Slurm why the job waits') },
			async () => ({
				wait: await waitOf(session, job, app.now(), signal),
				ahead: await aheadOf(session, job, signal),
			}),
		);
		const { title, detail } = waitDialog(job, wait, ahead, session.facts.facts.limits, app.now());
		const copy = l10n.t('Copy Text');
		const remedies = await remediesFor(wait);
		const buttons = [...remedies, { title: copy }, { title: l10n.t('Close'), isCloseAffordance: true }];
		const pressed = await window.showInformationMessage(title, { modal: true, detail }, ...buttons);
		if (pressed?.title === copy) await env.clipboard.writeText(`${title}\n\n${detail}`);
		const remedy = remedies.find((one) => one.title === pressed?.title);
		if (remedy) await commands.executeCommand(remedy.command, `${session.name}/${job.id}`);
	},
};

/** Only where the place in the queue matters, and where the site lets one see the jobs of others. */
async function aheadOf(session: ClusterSession, job: Job, signal: AbortSignal): Promise<Ahead> {
	if (!['Priority', 'Resources', 'None', ''].includes(job.reason)) return undefined;
	const notTold = l10n.t('Slurm did not tell which jobs go first.');
	try {
		const { configuration } = await session.facts.look({ parts: ['configuration'] }, signal);
		if (configuration.value?.hidden.includes('jobs'))
			return l10n.t('this site does not show the jobs of others.');
		const partition = job.partition.split(',')[0] ?? job.partition;
		const { separators } = session.slurm;
		const waiting = await session.slurm.run(listWaiting(partition, separators), signal);
		return jobsAhead(job, waiting) ?? notTold;
	} catch (error) {
		if (signal.aborted) throw error;
		return notTold;
	}
}

async function remediesFor(
	wait: Wait,
): Promise<readonly { readonly command: string; readonly title: string }[]> {
	const titles = {
		changeJob: l10n.t('Change Job…'),
		releaseJob: l10n.t('Release Job'),
		cancelJob: l10n.t('Cancel Job…'),
	};
	const known = await commands.getCommands(true);
	return waitRemedies(wait)
		.map((remedy) => ({ command: `aiFactory.${remedy}`, title: titles[remedy] }))
		.filter(({ command }) => known.includes(command));
}
