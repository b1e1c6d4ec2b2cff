import * as l10n from '@vscode/l10n';
import { Uri, window } from 'vscode';
import { ProblemError } from '../../problems/problem.ts';
import { childOf, parentOf, SCHEME } from '../remoteUri.ts';
import { isPlaceNode } from '../views/storageNode.ts';
import type { Workbench } from './action.ts';

/**
 * The files and folders of a cluster that a command is about: what a menu passed with all that is selected beside it, an
 * address, or what is selected in the Storage view. A folder's content is not listed besides the folder. The person is told
 * where there is none.
 */
export function storageTargets(
	{ storageView }: Workbench,
	target: unknown,
	selection: unknown,
): readonly Uri[] {
	const chosen = [target, ...(Array.isArray(selection) ? selection : [])];
	const named = chosen.flatMap((one) => {
		if (isPlaceNode(one)) return [one.uri];
		return one instanceof Uri && one.scheme === SCHEME ? [one] : [];
	});
	const all = named.length > 0 ? named : storageView.selection.map(({ uri }) => uri);
	if (all.length === 0) tellNothingChosen();
	const byText = new Map(all.map((uri) => [uri.toString(), uri]));
	return [...byText.values()].filter((uri) => ![...byText.values()].some((other) => isBelow(uri, other)));
}

/** The first of them. */
export function storageTarget(workbench: Workbench, target: unknown): Uri | undefined {
	return storageTargets(workbench, target, undefined)[0];
}

/** VS Code passes nothing for a row that it reads anew at that moment. */
function tellNothingChosen(): void {
	void window.showInformationMessage(
		l10n.t(
			'Choose a file or folder in the Storage view first. If you did, its row was just being read anew: please try again.',
		),
	);
}

/** The folder at an address, or that which holds the file there. */
export async function folderOf({ app }: Workbench, uri: Uri): Promise<Uri> {
	const { files } = app.sessions.get(uri.authority);
	const { type } = await files.stat(uri.path, AbortSignal.timeout(30_000));
	return type === 'directory' ? uri : parentOf(uri);
}

/** Why a text is no name for a new entry of a folder; undefined for a good one. Slashes make folders on the way. */
export async function whyNotNew(
	workbench: Workbench,
	folder: Uri,
	name: string,
): Promise<string | undefined> {
	const names = name.split('/');
	if (names.some((part) => part === '' || part === '.' || part === '..')) {
		return l10n.t('Type a name. Slashes may stand between names only.');
	}
	if (names.some((part) => Buffer.byteLength(part) > 255))
		return l10n.t('A name may have 255 bytes at most.');
	const { files } = workbench.app.sessions.get(folder.authority);
	try {
		await files.stat(childOf(folder, name).path, AbortSignal.timeout(30_000));
		return l10n.t('"{0}" exists already.', name);
	} catch (error) {
		if (error instanceof ProblemError && error.problem.kind === 'remoteFile') return undefined;
		throw error;
	}
}

function isBelow(uri: Uri, folder: Uri): boolean {
	return (
		uri.authority === folder.authority && uri.path !== folder.path && uri.path.startsWith(`${folder.path}/`)
	);
}
