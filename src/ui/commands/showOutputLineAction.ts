import * as l10n from '@vscode/l10n';
import { Range, Selection, type TextDocument, TextEditorRevealType, window } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { type OutputLine, shownLine } from '../../verdict/outputLine.ts';
import { endOfLargeFile, LARGE } from '../files/largeFiles.ts';
import { remoteUri } from '../remoteUri.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { jobsOfRows, pickJob } from './jobTarget.ts';

/** Opens a finished job's output at the line that shows what happened. */
export const showOutputLineAction: Action = {
	id: 'aiFactory.showOutputLine',
	async run({ app, jobsView }, target) {
		const isOver = ({ phase }: { readonly phase: string }) => phase === 'finished';
		const rows = target === undefined ? jobsView.selection : [target];
		const found = jobsOfRows(app, rows).find(({ job }) => isOver(job));
		const chosen = found ?? (await pickJob(app, l10n.t('Show what happened to a job'), isOver));
		if (!chosen) return;
		const { session, job } = chosen;
		const { verdict } = await withProgress(l10n.t('Reading what happened'), (signal) =>
			session.reports.of(job, signal),
		);
		const line = verdict.line ?? verdict.lastLines.at(-1);
		if (line) await openAt(session, line);
		else {
			void window.showInformationMessage(l10n.t('No line of the output of job {0} tells more.', job.id));
		}
	},
};

async function openAt(session: ClusterSession, line: OutputLine): Promise<void> {
	const uri = remoteUri(session.name, line.path);
	const { size } = await withProgress(l10n.t('Opening the output'), (signal) =>
		session.files.stat(line.path, signal),
	);
	const editor = await window.showTextDocument(size > LARGE ? endOfLargeFile(uri) : uri, { preview: true });
	const at = placeOf(editor.document, line);
	if (at === undefined) return;
	const range = editor.document.lineAt(at).range;
	editor.selection = new Selection(range.start, range.end);
	editor.revealRange(new Range(range.start, range.end), TextEditorRevealType.InCenter);
}

/** By its text: an editor counts the states of a progress bar as lines, and the file may have grown. */
function placeOf(document: TextDocument, { text, number }: OutputLine): number | undefined {
	for (let at = document.lineCount - 1; at >= 0; at -= 1) {
		if (shownLine(document.lineAt(at).text) === text) return at;
	}
	return number !== undefined && number <= document.lineCount ? number - 1 : undefined;
}
