import * as l10n from '@vscode/l10n';
import { window, workspace } from 'vscode';
import { childOf, nameOf, parentOf } from '../remoteUri.ts';
import type { Action } from './action.ts';
import { storageTarget, whyNotNew } from './storageTarget.ts';

/** "Rename…" in the Storage view; a path with slashes moves. */
export const renameAction: Action = {
	id: 'aiFactory.rename',
	async run(workbench, target) {
		const uri = storageTarget(workbench, target);
		if (!uri) return;
		const [name, folder] = [nameOf(uri), parentOf(uri)];
		const dot = name.lastIndexOf('.');
		const renamed = await window.showInputBox({
			title: l10n.t('Rename'),
			prompt: l10n.t('In {0} on {1}', folder.path, folder.authority),
			value: name,
			valueSelection: [0, dot > 0 ? dot : name.length],
			ignoreFocusOut: true,
			validateInput: (text) => (text === name ? undefined : whyNotNew(workbench, folder, text)),
		});
		if (renamed === undefined || renamed === name) return;
		const to = childOf(folder, renamed);
		await workspace.fs.rename(uri, to, { overwrite: false });
		workbench.storageView.refreshFolder(folder);
		workbench.storageView.refreshFolder(parentOf(to));
	},
};
