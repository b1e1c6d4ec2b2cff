import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { chooseOutputJob } from './chooseOutputJob.ts';

/** Follows a job's output in a terminal. */
export const showOutputAction: Action = {
	id: 'aiFactory.showOutput',
	async run(workbench, target) {
		const chosen = await chooseOutputJob(workbench, target, l10n.t('Show the output of a job'));
		if (chosen) workbench.outputs.show(chosen.session, chosen.job);
	},
};
