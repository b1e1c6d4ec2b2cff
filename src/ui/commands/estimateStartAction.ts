import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { directiveWords } from '../../script/withOptions.ts';
import { estimateStart } from '../../slurm/testOnly.ts';
import { scriptWith } from '../submit/submitLenses.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { scriptOf, sessionFor } from './submitJobAction.ts';

/** "When Would It Start?": Slurm's own estimate for the script in the editor, shown above its directives. */
export const estimateStartAction: Action = {
	id: 'aiFactory.estimateStart',
	async run(workbench, target) {
		const document = await scriptOf(target);
		if (!document) return;
		const session = await sessionFor(workbench, document.uri);
		if (!session) return;
		const script = scriptWith(document, workbench.submitMemory.of(document.uri).options);
		if (script.marked.some(({ component }) => component > 0)) {
			void window.showInformationMessage(
				l10n.t('Slurm gives no estimate for a job of several components (hetjob).'),
			);
			return;
		}
		const estimate = await withProgress(l10n.t('Asking Slurm when the job could start'), (signal) =>
			session.slurm.run(estimateStart(directiveWords(script)), signal),
		);
		if (estimate.kind === 'refused') workbench.submitRefusals.show(document, estimate.said);
		workbench.submitLenses.showEstimate(document, estimate);
	},
};
