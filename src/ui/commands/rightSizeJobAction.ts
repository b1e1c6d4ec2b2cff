import * as l10n from '@vscode/l10n';
import {
	Range,
	Selection,
	type TextDocument,
	TextEditorRevealType,
	WorkspaceEdit,
	window,
	workspace,
} from 'vscode';
import { suggestionText } from '../../presenters/efficiencyText.ts';
import type { JobAccount } from '../../slurm/jobAccount.ts';
import { gpuCountOf } from '../../verdict/efficiency.ts';
import type { Suggestion } from '../../verdict/rightSizing.ts';
import { editsFor, type NodeShape, optionText, type ScriptEdit } from '../../verdict/scriptEdit.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { findScript } from './findScript.ts';
import { jobsOfRows, pickJob } from './jobTarget.ts';

/** Writes what a job should ask for next time into its script, after the person saw what was there and what comes. */
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
		if (script) await propose(await workspace.openTextDocument(script), writable, shapeOf(account));
	},
};

function shapeOf(account: JobAccount): NodeShape {
	const nodeCount = Math.max(1, account.nodeCount);
	return {
		cpusPerNode: Math.round(account.cpuCount / nodeCount),
		gpusPerNode: Math.round(gpuCountOf(account) / nodeCount),
	};
}

async function propose(
	document: TextDocument,
	suggestions: readonly Suggestion[],
	shape: NodeShape,
): Promise<void> {
	const text = document.getText();
	const proposals = suggestions.map((suggestion) => ({
		suggestion,
		edits: editsFor(text, [suggestion], shape),
	}));
	if (proposals.some(({ edits }) => edits === undefined)) {
		void window.showInformationMessage(
			l10n.t('This script asks for several components, each with its own lines: change them by hand.'),
		);
		return;
	}
	const items = proposals.flatMap(({ suggestion, edits }) => {
		const [edit] = edits ?? [];
		if (!edit || document.getText(rangeOf(edit)) === edit.text) return [];
		return [
			{
				...wordsFor(document, edit),
				detail: suggestionText(suggestion).why,
				picked: true,
				suggestion,
			},
		];
	});
	if (items.length === 0) {
		void window.showInformationMessage(l10n.t('The script asks for that already.'));
		return;
	}
	const editor = await window.showTextDocument(document);
	const picked = await window.showQuickPick(items, {
		canPickMany: true,
		title: l10n.t('What to change in {0}', workspace.asRelativePath(document.uri)),
		placeHolder: l10n.t('Enter writes the ticked changes into the script; Undo takes them back'),
		ignoreFocusOut: true,
	});
	if (!picked || picked.length === 0) return;
	const chosen = picked.map(({ suggestion }) => suggestion);
	const edits = editsFor(document.getText(), chosen, shape) ?? [];
	const change = new WorkspaceEdit();
	for (const edit of edits) change.replace(document.uri, rangeOf(edit), edit.text);
	await workspace.applyEdit(change);
	const line = Math.min(...edits.map((edit) => edit.line));
	const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
	editor.selection = new Selection(range.start, range.end);
	editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** What stands there and what is to stand there. */
function wordsFor(
	document: TextDocument,
	edit: ScriptEdit,
): { readonly label: string; readonly description: string } {
	const before = document.getText(rangeOf(edit));
	const place = l10n.t('line {0}', edit.line + 1);
	return before === ''
		? { label: l10n.t('Add {0}', edit.text.trim()), description: place }
		: {
				label: l10n.t('{0} instead of {1}', optionAt(document, edit, edit.text), before),
				description: place,
			};
}

/** The option with its value, as it is to stand there: `--mem=16G`. */
function optionAt(document: TextDocument, { line, start }: ScriptEdit, value: string): string {
	const before = document.lineAt(line).text.slice(0, start);
	return `${/\S+\s*$/.exec(before)?.[0] ?? ''}${value}`;
}

function rangeOf({ line, start, end }: ScriptEdit): Range {
	return new Range(line, start, line, end);
}
