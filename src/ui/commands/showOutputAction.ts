import * as l10n from '@vscode/l10n';
import { isPastOutput, openPastOutput } from '../pastOutput.ts';
import type { Action } from './action.ts';
import { jobsOfRows, pickJob } from './jobTarget.ts';

/** Follows a job's output in a terminal; the file of one that ended long ago is opened. */
export const showOutputAction: Action = {
	id: 'aiFactory.showOutput',
	async run({ app, outputs, jobsView }, target) {
		const [found] = jobsOfRows(app, target === undefined ? jobsView.selection : [target]);
		const chosen = found ?? (await pickJob(app, l10n.t('Show the output of a job'), () => true));
		if (!chosen) return;
		const { session, job } = chosen;
		if (isPastOutput(session, job)) await openPastOutput(session, job);
		else outputs.show(session, job);
	},
};
