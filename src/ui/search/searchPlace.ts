import * as l10n from '@vscode/l10n';
import { commands, type QuickPickItem, QuickPickItemKind, ThemeIcon, Uri, window, workspace } from 'vscode';
import { shownName } from '../../base/shownName.ts';
import { plainLabel } from '../../presenters/findFileItems.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Workbench } from '../commands/action.ts';
import { folderOf } from '../commands/storageTarget.ts';
import { parentOf, remoteUri, SCHEME } from '../remoteUri.ts';
import { isPlaceNode } from '../views/storageNode.ts';

const KEY = 'search.folder';
const AREAS_MS = 60_000;
const STAT_MS = 30_000;

/**
 * The folder in which a command looks: that of the row, file or folder it was called on; else the last one of the workspace; else
 * the person chooses. Undefined when nothing was chosen.
 */
export async function searchFolder(workbench: Workbench, target: unknown): Promise<Uri | undefined> {
	const named = isPlaceNode(target) ? target.uri : target;
	const folder =
		named instanceof Uri && named.scheme === SCHEME
			? await folderOf(workbench, named)
			: (lastFolder(workbench) ?? (await chooseFolder(workbench)));
	if (folder) await rememberFolder(workbench, folder);
	return folder;
}

/** Asks for a folder of a connected cluster, and remembers it for the workspace. */
export async function chooseFolder(workbench: Workbench): Promise<Uri | undefined> {
	const { app } = workbench;
	if (app.sessions.present.length === 0) {
		const alone = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === SCHEME)?.uri.authority;
		if (alone !== undefined) throw new ProblemError({ kind: 'notConnected', cluster: alone });
		await commands.executeCommand('aiFactory.connect');
		return undefined;
	}
	const other: FolderItem = {
		label: l10n.t('Other Folder…'),
		iconPath: new ThemeIcon('edit'),
		alwaysShow: true,
	};
	const items = [...(await knownFolders(workbench)), other];
	const choice = await window.showQuickPick<FolderItem>(items, {
		title: l10n.t('Choose a Folder to Look In'),
		placeHolder: l10n.t('With all that is below it'),
		matchOnDescription: true,
	});
	const folder = choice === other ? await typeFolder(workbench) : choice?.uri;
	if (folder) await rememberFolder(workbench, folder);
	return folder;
}

interface FolderItem extends QuickPickItem {
	readonly uri?: Uri;
}

function rememberFolder({ workspaceState }: Workbench, folder: Uri): Thenable<void> {
	return workspaceState.update(KEY, { cluster: folder.authority, path: folder.path });
}

function lastFolder({ app, workspaceState }: Workbench): Uri | undefined {
	const { cluster, path } = workspaceState.get<{ readonly cluster?: unknown; readonly path?: unknown }>(
		KEY,
		{},
	);
	const isThere = app.sessions.present.some(({ name }) => name === cluster);
	return isThere && typeof path === 'string' ? remoteUri(String(cluster), path) : undefined;
}

async function knownFolders(workbench: Workbench): Promise<readonly FolderItem[]> {
	const { app, storageView } = workbench;
	const { present } = app.sessions;
	const open = window.activeTextEditor?.document.uri;
	const groups: { readonly title: string; readonly icon: string; readonly uris: readonly Uri[] }[] = [
		{
			title: l10n.t('Last used'),
			icon: 'history',
			uris: [lastFolder(workbench)].flatMap((uri) => uri ?? []),
		},
		{
			title: l10n.t('Of the open file'),
			icon: 'file',
			uris: open?.scheme === SCHEME ? [parentOf(open)] : [],
		},
		{
			title: l10n.t('Workspace'),
			icon: 'root-folder',
			uris: (workspace.workspaceFolders ?? [])
				.map(({ uri }) => uri)
				.filter(({ scheme }) => scheme === SCHEME),
		},
		{
			title: l10n.t('Favourites'),
			icon: 'star-full',
			uris: storageView.favourites.all
				.filter(({ isFolder }) => isFolder)
				.map(({ cluster, path }) => remoteUri(cluster, path)),
		},
	];
	const areas = await Promise.all(
		present.map(async (session) => {
			const found = await session.areas(AbortSignal.timeout(AREAS_MS)).catch(() => []);
			return found.map(({ label, path }) => ({ label, uri: remoteUri(session.name, path) }));
		}),
	);
	const seen = new Set<string>();
	const isNew = (uri: Uri) =>
		present.some(({ name }) => name === uri.authority) &&
		!seen.has(uri.toString()) &&
		seen.add(uri.toString());
	const items = groups.flatMap(({ title, icon, uris }) => {
		const folders = uris
			.filter(isNew)
			.map((uri) => folderItem(uri, shownName(uri.path), icon, present.length > 1));
		return folders.length > 0 ? [separator(title), ...folders] : [];
	});
	const areaItems = areas
		.flat()
		.filter(({ uri }) => isNew(uri))
		.map(({ label, uri }) => folderItem(uri, label, 'database', true));
	return [...items, ...(areaItems.length > 0 ? [separator(l10n.t('Storage areas')), ...areaItems] : [])];
}

function folderItem(uri: Uri, label: string, icon: string, withCluster: boolean): FolderItem {
	const facts = [withCluster ? uri.authority : '', label === shownName(uri.path) ? '' : shownName(uri.path)];
	return {
		label: plainLabel(label),
		description: plainLabel(facts.filter((text) => text !== '').join(' · ')),
		iconPath: new ThemeIcon(icon),
		uri,
	};
}

function separator(label: string): FolderItem {
	return { label, kind: QuickPickItemKind.Separator };
}

async function typeFolder({ app }: Workbench): Promise<Uri | undefined> {
	const { present } = app.sessions;
	const names = present.map(({ name }) => name);
	const cluster =
		names.length > 1
			? await window.showQuickPick(names, { placeHolder: l10n.t('Choose a cluster') })
			: names[0];
	if (cluster === undefined) return undefined;
	const { files } = app.sessions.get(cluster);
	const path = await window.showInputBox({
		title: l10n.t('Folder on {0}', cluster),
		prompt: l10n.t('The whole path, beginning with "/".'),
		ignoreFocusOut: true,
		validateInput: async (typed) => {
			if (!typed.startsWith('/')) return l10n.t('Write the whole path, beginning with "/".');
			const stat = await files.stat(typed, AbortSignal.timeout(STAT_MS)).catch(() => undefined);
			return stat?.type === 'directory' ? undefined : l10n.t('There is no such folder on {0}.', cluster);
		},
	});
	return path === undefined ? undefined : remoteUri(cluster, path.replace(/(?<=.)\/+$/, ''));
}
