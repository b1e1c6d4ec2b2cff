import { commands, Range, Selection, TextEditorRevealType, type Uri, window } from 'vscode';
import type { LineMatch } from '../../storage/search/lineMatch.ts';
import { placeInText } from '../../storage/search/placeInText.ts';

/** Opens a file of a cluster at a match, also where the lines have moved since it was found. */
export async function openMatch(uri: Uri, match: LineMatch | undefined): Promise<void> {
	const [start, end] = match?.ranges[0] ?? [0, 0];
	const before = match?.cutBefore ?? 0;
	const told = match && new Range(match.line - 1, before + start, match.line - 1, before + end);
	await commands.executeCommand('vscode.open', uri, { preview: true, ...(told && { selection: told }) });
	const editor = window.activeTextEditor;
	if (!match || !told || editor?.document.uri.toString() !== uri.toString()) return;
	const { document } = editor;
	const place = placeInText(match, { count: document.lineCount, at: (index) => document.lineAt(index).text });
	const range = new Range(place.line, place.start, place.line, place.end);
	if (range.isEqual(told)) return;
	editor.selection = new Selection(range.start, range.end);
	editor.revealRange(range, TextEditorRevealType.InCenter);
}
