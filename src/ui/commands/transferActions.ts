import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { commands, Uri, window, workspace } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { nameOf, parentOf, remoteUri, SCHEME } from '../remoteUri.ts';
import { transfer } from '../transfer.ts';
import type { Action, Workbench } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';
import { folderOf, storageTarget, storageTargets } from './storageTarget.ts';

/** Beside which folder the last transfer of this workspace was. */
const LAST_UPLOAD = 'transfer.lastUpload';
const LAST_DOWNLOAD = 'transfer.lastDownload';

/** "Upload to Cluster…" in the Explorer: what is selected there goes to a folder that the person chooses. */
export const uploadAction: Action = {
	id: 'aiFactory.upload',
	async run(workbench, target, selection) {
		const uris = localUris(target, selection);
		if (uris.length === 0) return uploadFilesAction.run(workbench, undefined, undefined);
		const folder = await chooseFolder(workbench);
		if (folder) await uploadTo(workbench, folder, uris);
	},
};

/** "Upload Files…" on a folder of the Storage view; drops come here as well, with what was dropped. */
export const uploadFilesAction: Action = {
	id: 'aiFactory.uploadFiles',
	run: (workbench, target, dropped) =>
		chooseAndUpload(workbench, target, dropped, { canSelectFiles: true, canSelectFolders: false }),
};

export const uploadFolderAction: Action = {
	id: 'aiFactory.uploadFolder',
	run: (workbench, target) =>
		chooseAndUpload(workbench, target, undefined, { canSelectFiles: false, canSelectFolders: true }),
};

/** "Download…" on files and folders of a cluster. */
export const downloadAction: Action = {
	id: 'aiFactory.download',
	async run(workbench, target, selection) {
		const uris = storageTargets(workbench, target, selection);
		if (uris.length === 0) return;
		const { workspaceState } = workbench;
		const last =
			workspaceState.get<string>(LAST_DOWNLOAD) ??
			workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
		const [folder] =
			(await window.showOpenDialog({
				title: l10n.t('Download to'),
				openLabel: l10n.t('Download Here'),
				canSelectFiles: false,
				canSelectFolders: true,
				defaultUri: Uri.file(last ?? homedir()),
			})) ?? [];
		if (!folder) return;
		await workspaceState.update(LAST_DOWNLOAD, folder.fsPath);
		for (const [remote, some] of grouped(uris, (uri) => parentOf(uri).toString())) {
			const parent = Uri.parse(remote);
			const session = workbench.app.sessions.get(parent.authority);
			const names = some.map(nameOf);
			const place = { remote: parent.path, local: folder.fsPath };
			const plan = await transfer(workbench, session, { direction: 'down', ...place, names });
			if (!plan) return;
		}
	},
};

async function chooseAndUpload(
	workbench: Workbench,
	target: unknown,
	dropped: unknown,
	kinds: { readonly canSelectFiles: boolean; readonly canSelectFolders: boolean },
): Promise<void> {
	const place = storageTarget(workbench, target);
	if (!place) return;
	const folder = await folderOf(workbench, place);
	const named = Array.isArray(dropped)
		? dropped.filter((one): one is Uri => one instanceof Uri && one.scheme === 'file')
		: [];
	const uris =
		named.length > 0
			? named
			: await window.showOpenDialog({
					title: l10n.t('Upload to {0}', `${folder.authority}:${folder.path}`),
					openLabel: l10n.t('Upload'),
					canSelectMany: true,
					...kinds,
				});
	if (uris && uris.length > 0) await uploadTo(workbench, folder, uris);
}

async function uploadTo(workbench: Workbench, folder: Uri, uris: readonly Uri[]): Promise<void> {
	const session = workbench.app.sessions.get(folder.authority);
	await workbench.workspaceState.update(LAST_UPLOAD, folder.toString());
	for (const [local, some] of grouped(uris, ({ fsPath }) => dirname(fsPath))) {
		const names = some.map(({ fsPath }) => basename(fsPath));
		const plan = await transfer(workbench, session, { direction: 'up', remote: folder.path, local, names });
		if (!plan) return;
	}
}

/** A folder of a cluster: where the last upload went, a storage area, or any by its path. */
async function chooseFolder(workbench: Workbench): Promise<Uri | undefined> {
	const { app, workspaceState } = workbench;
	const title = l10n.t('Upload to');
	const session = await clusterTarget(app.sessions.present, undefined, title);
	if (!session) {
		await commands.executeCommand('aiFactory.connect');
		return undefined;
	}
	const last = workspaceState.get<string>(LAST_UPLOAD);
	const lastUri = last === undefined ? undefined : Uri.parse(last);
	const areas = await session.areas(AbortSignal.timeout(60_000));
	const favourites = workbench.storageView.favourites.all.filter(
		({ cluster, isFolder }) => isFolder && cluster === session.name,
	);
	const items = [
		...(lastUri?.authority === session.name
			? [{ label: lastUri.path, description: l10n.t('last upload') }]
			: []),
		...favourites.map(({ path }) => ({ label: path, description: l10n.t('favourite') })),
		...areas.map(({ path, label }) => ({ label: path, description: label })),
		{ label: l10n.t('$(edit) Another Folder…'), description: '' },
	];
	const picked = await window.showQuickPick(items, {
		title,
		placeHolder: l10n.t('A folder on {0}', session.name),
	});
	if (!picked) return undefined;
	if (items.at(-1) !== picked) return remoteUri(session.name, picked.label);
	const path = await askForPath(session, areas[0]?.path ?? '/');
	return path === undefined ? undefined : remoteUri(session.name, path);
}

async function askForPath(session: ClusterSession, value: string): Promise<string | undefined> {
	return window.showInputBox({
		title: l10n.t('A folder on {0}', session.name),
		value,
		ignoreFocusOut: true,
		validateInput: async (path) => {
			if (!path.startsWith('/')) return l10n.t('Write the whole path, beginning with "/".');
			const facts = await session.files.stat(path, AbortSignal.timeout(30_000)).catch(() => undefined);
			return facts?.type === 'directory'
				? undefined
				: l10n.t('There is no such folder on {0}.', session.name);
		},
	});
}

function localUris(target: unknown, selection: unknown): readonly Uri[] {
	const chosen = Array.isArray(selection) && selection.length > 0 ? selection : [target];
	return chosen.filter((one): one is Uri => one instanceof Uri && one.scheme !== SCHEME && one.fsPath !== '');
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
	return groups;
}
