import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { Action } from './action.ts';
import { chooseJobs } from './chooseJobs.ts';

/** The bell on a row: tells when the job starts, ends, fails or nears its limit, also when no window was open then. */
export const notifyJobAction: Action = {
	id: 'aiFactory.notifyJob',
	async run(workbench, target, selection) {
		const { notices } = workbench;
		const chosen = await chooseJobs(workbench, target, selection, {
			title: l10n.t('Notify me of jobs'),
			fits: ({ phase }) => phase !== 'finished',
		});
		for (const { session, job } of chosen) notices.ask(session.name, [job]);
		if (chosen.length > 0) {
			window.setStatusBarMessage(
				`$(bell) ${l10n.t('You will be told when it starts, ends or nears its time limit.')}`,
				8_000,
			);
		}
	},
};

export const muteJobAction: Action = {
	id: 'aiFactory.muteJob',
	async run(workbench, target, selection) {
		const { notices } = workbench;
		const chosen = await chooseJobs(workbench, target, selection, {
			title: l10n.t('Do not notify me of jobs'),
			fits: ({ phase }) => phase !== 'finished',
		});
		for (const { session, job } of chosen) notices.mute(session.name, [job]);
	},
};
