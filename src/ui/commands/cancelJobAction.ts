import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { formatDuration } from '../../slurm/duration.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { type JobOnCluster, jobsOfRows, pickJob } from './jobTarget.ts';

/** Cancels the selected jobs after one question that says what is lost. */
export const cancelJobAction: Action = {
	id: 'aiFactory.cancelJob',
	async run({ app, jobsView }, target, selection) {
		// A key or the palette passes no row: then it is about the selected ones.
		const clicked = Array.isArray(selection) && selection.length > 0 ? selection : [target];
		const rows = target === undefined ? jobsView.selection : clicked;
		const found = jobsOfRows(app, rows).filter(({ job }) => job.phase !== 'finished');
		const picked =
			found.length > 0
				? undefined
				: await pickJob(app, l10n.t('Cancel a job'), (job) => job.phase !== 'finished');
		const jobs = picked ? [picked] : found;
		if (jobs.length === 0 || !(await confirm(jobs))) return;
		await withProgress(l10n.t('Cancelling'), async (signal) => {
			for (const { session, job } of jobs) await session.slurm.cancel(job.id, signal);
		});
		for (const session of new Set(jobs.map((entry) => entry.session)))
			await session.jobs.refreshAfterAction();
	},
};

async function confirm(jobs: readonly JobOnCluster[]): Promise<boolean> {
	const [first] = jobs;
	const title =
		jobs.length === 1 && first
			? l10n.t('Cancel job {0} ({1})?', first.job.id, first.job.name)
			: l10n.t('Cancel {0} jobs?', jobs.length);
	const lines = jobs.map(({ job }) =>
		job.phase === 'running'
			? l10n.t(
					'{0} has been running for {1}. What it has not saved is lost.',
					job.name,
					formatDuration(job.elapsed),
				)
			: l10n.t('{0} has not started.', job.name),
	);
	const detail = [
		...lines.slice(0, 10),
		l10n.t('Command: {0}', `scancel ${jobs.map(({ job }) => job.id).join(' ')}`),
	].join('\n');
	const yes = jobs.length === 1 ? l10n.t('Cancel Job') : l10n.t('Cancel {0} Jobs', jobs.length);
	return (await window.showWarningMessage(title, { modal: true, detail }, yes)) === yes;
}
