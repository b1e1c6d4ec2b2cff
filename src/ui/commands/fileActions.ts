import * as l10n from '@vscode/l10n';
import { Uri, window } from 'vscode';
import { addToWorkspace } from '../folderAlone.ts';
import { SCHEME } from '../remoteUri.ts';
import type { Action } from './action.ts';
import { folderOf, storageTarget } from './storageTarget.ts';

/** "Overwrite on the Cluster": in the comparison after a refused save. */
export const overwriteTheirsAction: Action = {
	id: 'aiFactory.overwriteTheirs',
	async run({ files }, target) {
		const uri = fileTarget(target);
		if (uri) await files.conflicts.overwrite(uri);
	},
};

/** "Discard My Changes": there, too. */
export const discardMineAction: Action = {
	id: 'aiFactory.discardMine',
	async run({ files }, target) {
		const uri = fileTarget(target);
		if (uri) await files.conflicts.discard(uri);
	},
};

/** What is too large for an editor: a part of it, or a download. */
export const openLargeFileAction: Action = {
	id: 'aiFactory.openLargeFile',
	async run(workbench, target) {
		const uri = storageTarget(workbench, target);
		if (!uri) return;
		const { files } = workbench.app.sessions.get(uri.authority);
		const { size } = await files.stat(uri.path, AbortSignal.timeout(30_000));
		await workbench.files.large.offer(uri, size);
	},
};

export const addToWorkspaceAction: Action = {
	id: 'aiFactory.addToWorkspace',
	async run(workbench, target) {
		const uri = storageTarget(workbench, target);
		if (uri) await addToWorkspace(await folderOf(workbench, uri));
	},
};

function fileTarget(target: unknown): Uri | undefined {
	const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
	if (uri?.scheme === SCHEME) return uri;
	void window.showInformationMessage(l10n.t('Open the file of the cluster first.'));
	return undefined;
}
