import { EventEmitter, type TreeDataProvider, type TreeItem, Uri, window } from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { areaRow, fileRow, inFolderOrder } from '../../presenters/fileRow.ts';
import { problemLine } from '../../presenters/problemText.ts';
import type { Row } from '../../presenters/row.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { remoteUri } from '../remoteUri.ts';
import { treeItemOf } from './treeView.ts';

/** A row of the Storage view with where it leads. */
export interface StorageNode {
	readonly row: Row;
	readonly uri: Uri;
	readonly isFolder: boolean;
}

const DEADLINE_MS = 30_000;

export interface StorageView {
	refresh(): void;
	dispose(): Promise<void>;
}

/** Shows the storage areas of all connected clusters; folders are read when they are opened. */
export function createStorageView(app: App): StorageView {
	const owned = new DisposableStore();
	const changed = owned.add(new EventEmitter<undefined>());
	const provider: TreeDataProvider<StorageNode> = {
		onDidChangeTreeData: changed.event,
		getChildren: async (node) => {
			try {
				view.message = '';
				return node
					? await listFolder(app, node.uri)
					: (await Promise.all(app.sessions.present.map(listAreas))).flat();
			} catch (error) {
				view.message = problemLine(error);
				return [];
			}
		},
		getTreeItem: itemOf,
	};
	const view = owned.add(
		window.createTreeView('aiFactory.storage', { treeDataProvider: provider, showCollapseAll: true }),
	);
	const refresh = () => {
		view.description = app.sessions.present.map(({ name }) => name).join(', ');
		changed.fire(undefined);
	};
	// A link that comes and goes changes nothing here: what was opened stays open.
	let before = '';
	owned.add(
		app.sessions.onDidChange(() => {
			const names = app.sessions.present.map(({ name }) => name).join();
			if (names !== before) refresh();
			before = names;
		}),
	);
	return { refresh, dispose: () => owned.dispose() };
}

async function listAreas(session: ClusterSession): Promise<StorageNode[]> {
	const areas = await session.areas(AbortSignal.timeout(DEADLINE_MS));
	return areas.map((area) => ({
		row: areaRow(session.name, area),
		uri: remoteUri(session.name, area.path),
		isFolder: true,
	}));
}

async function listFolder(app: App, folder: Uri): Promise<StorageNode[]> {
	const session = app.sessions.get(folder.authority);
	const entries = await session.files.list(folder.path, AbortSignal.timeout(DEADLINE_MS));
	return inFolderOrder(entries).map((entry) => ({
		row: fileRow(session.name, folder.path, entry),
		uri: Uri.joinPath(folder, entry.name),
		isFolder: entry.type === 'directory',
	}));
}

function itemOf({ row, uri, isFolder }: StorageNode): TreeItem {
	const item = treeItemOf(row, isFolder);
	// The file's address gives it the icon of its kind in the person's icon theme.
	item.resourceUri = uri;
	if (row.contextValue === 'file')
		item.command = { command: 'vscode.open', title: row.label, arguments: [uri] };
	return item;
}
