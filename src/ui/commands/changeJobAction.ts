import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { changeLabel, changePrompt, troubleText } from '../../presenters/changeText.ts';
import { changeOf, changesFor, currentValue, troubleWith } from '../../slurm/jobChange.ts';
import type { Action } from './action.ts';
import { actOnChosen } from './actOnChosen.ts';
import { chooseJob } from './chooseJobs.ts';

/** "Change Job…": one property of a job that waits or runs, where Slurm lets its owner change it. */
export const changeJobAction: Action = {
	id: 'aiFactory.changeJob',
	async run(workbench, target) {
		const chosen = await chooseJob(workbench, target, {
			title: l10n.t('Change a job'),
			fits: (job) => changesFor(job).length > 0,
		});
		if (!chosen) return;
		const { job } = chosen;
		const title = l10n.t('Change {0} ({1})', job.name, job.id);
		const items = changesFor(job).map((kind) => ({
			label: changeLabel(kind),
			description: currentValue(job, kind),
			change: kind,
		}));
		const placeHolder =
			job.phase === 'running'
				? l10n.t('What shall be changed? A running job keeps its partition, account and QOS.')
				: l10n.t('What shall be changed?');
		const picked = await window.showQuickPick(items, { title, placeHolder });
		if (!picked) return;
		const { change: kind } = picked;
		const value = await window.showInputBox({
			title: `${title}: ${changeLabel(kind)}`,
			prompt: changePrompt(kind, job),
			value: currentValue(job, kind),
			validateInput: (text) => {
				const trouble = troubleWith(job, kind, text);
				return trouble && troubleText(trouble, job);
			},
		});
		if (value === undefined || value.trim() === currentValue(job, kind)) return;
		await actOnChosen([chosen], () => changeOf(job, kind, value), { asks: true });
	},
};
