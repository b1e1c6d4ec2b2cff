import { Range, type TextDocument, WorkspaceEdit, workspace } from 'vscode';

/** In the editor, so that what was changed there and not saved is kept as well; only what differs is touched, and then saved. */
export async function replaceText(document: TextDocument, text: string): Promise<void> {
	const before = document.getText();
	let start = 0;
	while (start < Math.min(before.length, text.length) && before[start] === text[start]) start += 1;
	let same = 0;
	const most = Math.min(before.length, text.length) - start;
	while (same < most && before[before.length - 1 - same] === text[text.length - 1 - same]) same += 1;
	const edit = new WorkspaceEdit();
	const range = new Range(document.positionAt(start), document.positionAt(before.length - same));
	edit.replace(document.uri, range, text.slice(start, text.length - same));
	await workspace.applyEdit(edit);
	await document.save();
}
