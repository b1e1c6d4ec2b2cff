import * as l10n from '@vscode/l10n';
import { commands, DataTransferItem, type TreeDragAndDropController, Uri, window, workspace } from 'vscode';
import { SCHEME } from '../remoteUri.ts';
import { isPlaceNode, type StorageNode } from './storageNode.ts';

const URI_LIST = 'text/uri-list';

/**
 * From the tree to an editor: the file opens. Within the tree: moves, after a question. From the Explorer or the desktop:
 * uploads.
 *
 * @param changed is told of each folder whose content changed
 */
export function storageDragAndDrop(changed: (folder: Uri) => void): TreeDragAndDropController<StorageNode> {
	return {
		dragMimeTypes: [URI_LIST],
		dropMimeTypes: [URI_LIST],
		handleDrag(nodes, transfer) {
			const uris = nodes.filter(isPlaceNode).map(({ uri }) => uri.toString());
			transfer.set(URI_LIST, new DataTransferItem(uris.join('\r\n')));
		},
		async handleDrop(target, transfer) {
			const folder = target && (target.isFolder ? target : target.parent);
			const list = await transfer.get(URI_LIST)?.asString();
			if (!isPlaceNode(folder) || !list) return;
			const sources = list
				.split(/\r?\n/)
				.filter((line) => line !== '' && !line.startsWith('#'))
				.map((line) => Uri.parse(line));
			const local = sources.filter(({ scheme }) => scheme === 'file');
			if (local.length > 0) await commands.executeCommand('aiFactory.uploadFiles', folder.uri, local);
			await move(
				sources.filter(({ scheme }) => scheme === SCHEME),
				folder.uri,
				changed,
			);
		},
	};
}

async function move(sources: readonly Uri[], folder: Uri, changed: (folder: Uri) => void): Promise<void> {
	const moving = sources.filter(
		(uri) => uri.authority === folder.authority && Uri.joinPath(uri, '..').path !== folder.path,
	);
	if (moving.length === 0) return;
	const [first] = moving;
	const what =
		moving.length === 1 && first ? `"${first.path.split('/').at(-1)}"` : l10n.t('{0} items', moving.length);
	const yes = l10n.t('Move');
	const answer = await window.showWarningMessage(
		l10n.t('Move {0} to {1}?', what, folder.path),
		{ modal: true },
		yes,
	);
	if (answer !== yes) return;
	for (const uri of moving) {
		const target = Uri.joinPath(folder, uri.path.split('/').at(-1) ?? '');
		await workspace.fs.rename(uri, target, { overwrite: false });
		changed(Uri.joinPath(uri, '..'));
	}
	changed(folder);
}
