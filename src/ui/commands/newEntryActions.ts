import * as l10n from '@vscode/l10n';
import { type Uri, window, workspace } from 'vscode';
import { childOf, parentOf } from '../remoteUri.ts';
import type { Action, Workbench } from './action.ts';
import { folderOf, storageTarget, whyNotNew } from './storageTarget.ts';

export const newFileAction: Action = {
	id: 'aiFactory.newFile',
	async run(workbench, target) {
		const file = await askForNew(workbench, target, l10n.t('New file'));
		if (!file) return;
		await workspace.fs.createDirectory(parentOf(file));
		await workspace.fs.writeFile(file, new Uint8Array());
		workbench.storageView.refreshFolder(parentOf(file));
		await window.showTextDocument(file);
	},
};

export const newFolderAction: Action = {
	id: 'aiFactory.newFolder',
	async run(workbench, target) {
		const folder = await askForNew(workbench, target, l10n.t('New folder'));
		if (!folder) return;
		await workspace.fs.createDirectory(folder);
		workbench.storageView.refreshFolder(parentOf(folder));
		await workbench.storageView.reveal(folder);
	},
};

async function askForNew(workbench: Workbench, target: unknown, title: string): Promise<Uri | undefined> {
	const place = storageTarget(workbench, target);
	if (!place) return undefined;
	const folder = await folderOf(workbench, place);
	const name = await window.showInputBox({
		title,
		prompt: l10n.t('In {0} on {1}', folder.path, folder.authority),
		ignoreFocusOut: true,
		validateInput: (text) => (text === '' ? undefined : whyNotNew(workbench, folder, text)),
	});
	return name ? childOf(folder, name) : undefined;
}
