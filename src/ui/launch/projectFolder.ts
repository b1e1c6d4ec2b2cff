import * as l10n from '@vscode/l10n';
import { type Uri, window, workspace } from 'vscode';

/** The folder of the project that a job is written into: that of a file where it is in one, else the person's choice. */
export async function chosenFolder(file: Uri | undefined): Promise<Uri | undefined> {
	const own = file && workspace.getWorkspaceFolder(file);
	if (own) return own.uri;
	const [first, ...more] = workspace.workspaceFolders ?? [];
	if (!first) {
		void window.showInformationMessage(
			l10n.t('Open the folder of your project first: the job is written into it.'),
		);
		return undefined;
	}
	if (more.length === 0) return first.uri;
	return (await window.showWorkspaceFolderPick())?.uri;
}
