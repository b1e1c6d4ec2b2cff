import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { jobsOfRows, pickJob } from './jobTarget.ts';

/** Opens the page of a job. */
export const showJobDetailsAction: Action = {
	id: 'aiFactory.showJobDetails',
	async run({ app, panels, jobsView }, target) {
		const [found] = jobsOfRows(app, target === undefined ? jobsView.selection : [target]);
		const chosen = found ?? (await pickJob(app, l10n.t('Show the details of a job'), () => true));
		if (chosen) panels.show(chosen.session, chosen.job);
	},
};
