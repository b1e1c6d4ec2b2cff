import * as l10n from '@vscode/l10n';
import { commands, type Disposable, extensions, Uri, window, workspace } from 'vscode';
import { SCHEME } from './remoteUri.ts';

const REMOTE_SSH = ['ms-vscode-remote.remote-ssh', 'jeanp413.open-remote-ssh'];

/** Warns in a window that has only folders of clusters: VS Code's own search never ends there. */
export function warnOfFolderAlone(): Disposable {
	if (isAlone()) void warn();
	return workspace.onDidChangeWorkspaceFolders(({ added }) => {
		if (added.length > 0 && isAlone()) void warn();
	});
}

/** True when there are folders of clusters and no other. */
function isAlone(): boolean {
	const folders = workspace.workspaceFolders ?? [];
	return folders.length > 0 && folders.every(({ uri }) => uri.scheme === SCHEME);
}

async function warn(): Promise<void> {
	const addLocal = l10n.t('Add a Local Folder…');
	const find = l10n.t('Find File in Storage…');
	const search = l10n.t('Search in Storage…');
	const choice = await window.showWarningMessage(alone(), addLocal, find, search);
	if (choice === addLocal) await commands.executeCommand('workbench.action.addRootFolder');
	if (choice === find) await commands.executeCommand('aiFactory.findFile');
	if (choice === search) await commands.executeCommand('aiFactory.searchStorage');
}

function alone(): string {
	return l10n.t(
		'This window has only a folder of a cluster. VS Code cannot search there: Quick Open and Find in Files would never end. Add a local folder beside it, and use "Find File in Storage" and "Search in Storage" for the cluster.',
	);
}

/** "Add to Workspace": beside what is open. Alone only when the person insists. */
export async function addToWorkspace(folder: Uri): Promise<void> {
	const folders = workspace.workspaceFolders ?? [];
	const hasOther = folders.some(({ uri }) => uri.scheme !== SCHEME);
	if (!hasOther && !(await wantsAlone(folder))) return;
	workspace.updateWorkspaceFolders(folders.length, 0, { uri: folder });
}

async function wantsAlone(folder: Uri): Promise<boolean> {
	const anyway = l10n.t('Add Anyway');
	const openLocal = l10n.t('Open a Local Folder First…');
	const remote = REMOTE_SSH.some((id) => extensions.getExtension(id)) ? [l10n.t('Open with Remote-SSH')] : [];
	const choice = await window.showWarningMessage(
		l10n.t('Open this folder without a local one beside it?'),
		{ modal: true, detail: alone() },
		openLocal,
		anyway,
		...remote,
	);
	if (choice === openLocal) await commands.executeCommand('vscode.openFolder');
	if (choice !== undefined && choice === remote[0]) {
		const uri = Uri.from({
			scheme: 'vscode-remote',
			authority: `ssh-remote+${folder.authority}`,
			path: folder.path,
		});
		await commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
	}
	return choice === anyway;
}
