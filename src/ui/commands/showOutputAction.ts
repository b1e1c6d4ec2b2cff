import * as l10n from '@vscode/l10n';
import { isPastOutput, openPastOutput } from '../pastOutput.ts';
import type { Action } from './action.ts';
import { chooseOutputJob } from './chooseOutputJob.ts';

/** Follows a job's output in a terminal; the file of one that ended long ago is opened. */
export const showOutputAction: Action = {
	id: 'aiFactory.showOutput',
	async run(workbench, target) {
		const chosen = await chooseOutputJob(workbench, target, l10n.t('Show the output of a job'));
		if (!chosen) return;
		const { session, job } = chosen;
		if (isPastOutput(session, job)) await openPastOutput(session, job);
		else workbench.outputs.show(session, job);
	},
};
