import * as l10n from '@vscode/l10n';
import { Uri, window } from 'vscode';
import { isPlaceNode, isStorageNode } from '../views/storageNode.ts';
import type { Action } from './action.ts';
import { storageTarget } from './storageTarget.ts';

export const refreshStorageAction: Action = {
	id: 'aiFactory.refreshStorage',
	async run({ storageView }) {
		storageView.refresh();
	},
};

/** Below the first of a long folder. */
export const showMoreAction: Action = {
	id: 'aiFactory.showMore',
	async run({ storageView }, target) {
		if (isStorageNode(target)) storageView.showMore(target);
	},
};

export const showHiddenFilesAction: Action = {
	id: 'aiFactory.showHiddenFiles',
	async run({ storageView }) {
		storageView.showHidden(true);
	},
};

export const hideHiddenFilesAction: Action = {
	id: 'aiFactory.hideHiddenFiles',
	async run({ storageView }) {
		storageView.showHidden(false);
	},
};

/** "Filter Folder…": the names of one folder that hold a text. */
export const filterFolderAction: Action = {
	id: 'aiFactory.filterFolder',
	async run({ storageView }, target) {
		const node = isPlaceNode(target) ? target : storageView.selection[0];
		const folder = node && (node.isFolder ? node : node.parent);
		if (!isPlaceNode(folder)) return;
		const text = await window.showInputBox({
			title: l10n.t('Filter {0}', folder.row.label),
			prompt: l10n.t('Shows the names of this folder that hold the text. Empty shows all.'),
			value: storageView.filterOf(folder),
		});
		if (text !== undefined) storageView.filter(folder, text);
	},
};

/** "Reveal in Storage View": the file of the editor, or of the row. */
export const revealInStorageAction: Action = {
	id: 'aiFactory.revealInStorage',
	async run(workbench, target) {
		const open = window.activeTextEditor?.document.uri;
		const uri = storageTarget(workbench, target instanceof Uri ? target : open);
		if (!uri || (await workbench.storageView.reveal(uri))) return;
		void window.showInformationMessage(
			l10n.t('{0} is in none of the storage areas of {1}.', uri.path, uri.authority),
		);
	},
};
