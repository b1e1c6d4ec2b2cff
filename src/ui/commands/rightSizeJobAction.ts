import * as l10n from '@vscode/l10n';
import { Position, Range, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { suggestionText } from '../../presenters/efficiencyText.ts';
import { gpuCountOf } from '../../verdict/efficiency.ts';
import { editsFor, optionText } from '../../verdict/scriptEdit.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { findScript } from './findScript.ts';
import { jobsOfRows, pickJob } from './jobTarget.ts';

/** Writes what a job should ask for next time into its script, as edits that the person reviews. */
export const rightSizeJobAction: Action = {
	id: 'aiFactory.rightSizeJob',
	async run({ app, jobsView }, target) {
		const isOver = ({ phase }: { readonly phase: string }) => phase === 'finished';
		const rows = target === undefined ? jobsView.selection : [target];
		const found = jobsOfRows(app, rows).find(({ job }) => isOver(job));
		const chosen = found ?? (await pickJob(app, l10n.t('Change what a job asks for'), isOver));
		if (!chosen) return;
		const { session, job } = chosen;
		const { account, suggestions } = await withProgress(
			l10n.t('Looking at the last runs of {0}', job.name),
			(signal) => session.reports.of(job, signal),
		);
		const writable = suggestions.filter((suggestion) => optionText(suggestion) !== '');
		if (!account || writable.length === 0) {
			void window.showInformationMessage(
				l10n.t(
					'Nothing to change: what {0} asks for fits what its last runs used, or they were not measured.',
					job.name,
				),
			);
			return;
		}
		const script = await withProgress(l10n.t('Looking for its script'), (signal) =>
			findScript(session, job, account.submitLine, signal),
		);
		if (!script) return;
		const nodeCount = Math.max(1, account.nodeCount);
		const shape = {
			cpusPerNode: Math.round(account.cpuCount / nodeCount),
			gpusPerNode: Math.round(gpuCountOf(account) / nodeCount),
		};
		const reasons = writable.map(suggestionText);
		await propose(script, (text) => editsFor(text, writable, shape), reasons.map(({ why }) => why).join(' '));
	},
};

async function propose(
	script: Uri,
	editsOf: (text: string) => ReturnType<typeof editsFor>,
	why: string,
): Promise<void> {
	const document = await workspace.openTextDocument(script);
	await window.showTextDocument(document);
	const edits = editsOf(document.getText());
	if (!edits) {
		void window.showInformationMessage(
			l10n.t(
				'This script asks for several components, each with its own lines: change them by hand. {0}',
				why,
			),
		);
		return;
	}
	const proposed = new WorkspaceEdit();
	for (const { line, start, end, text } of edits) {
		const range = new Range(new Position(line, start), new Position(line, end));
		if (document.getText(range) === text) continue;
		proposed.replace(script, range, text, {
			needsConfirmation: true,
			label: l10n.t('What the job asks for'),
			description: why,
		});
	}
	if (proposed.size === 0) {
		void window.showInformationMessage(l10n.t('The script asks for that already.'));
		return;
	}
	await workspace.applyEdit(proposed, { isRefactoring: true });
}
