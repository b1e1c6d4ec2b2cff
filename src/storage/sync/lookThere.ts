import { isProblem } from '../../problems/problem.ts';
import type { RemoteEntry } from '../../remote/remoteFiles.ts';
import { atATime } from '../transfer/atATime.ts';
import { readRemoteEntries, readRemoteFolders } from '../transfer/remoteTree.ts';
import type { TransferHost } from '../transfer/transferHost.ts';
import type { Tree, TreeEntry } from '../transfer/tree.ts';

/** SFTP calls at a time where there is no shell. */
const AT_A_TIME = 24;

const EMPTY: Tree = { entries: [], troubles: [] };

/** What some folders hold, by whatever that host can; undefined where the folder that holds them is not there. */
export async function foldersThere(
	host: TransferHost,
	folder: string,
	inside: readonly string[],
	signal: AbortSignal,
): Promise<Tree | undefined> {
	if (host.shell) return readRemoteFolders(host.shell, folder, inside, signal);
	const entries: TreeEntry[] = [];
	const troubles: string[] = [];
	let isThere = true;
	await atATime(AT_A_TIME, inside, async (path) => {
		try {
			const place = path === '' ? folder : `${folder}/${path}`;
			const { isLink, type } = await host.files.stat(place, signal);
			// The folder itself may be a link; what hangs on one inside it is elsewhere.
			if (type !== 'directory' || (isLink && path !== '')) return;
			const below = path === '' ? '' : `${path}/`;
			for (const entry of await host.files.list(place, signal))
				entries.push(await entryOf(host, folder, `${below}${entry.name}`, entry, signal));
		} catch (error) {
			signal.throwIfAborted();
			if (!isProblem(error, 'remoteFile')) throw error;
			if (error.problem.trouble !== 'notFound') troubles.push(`${path}: ${error.message}`);
			else if (path === '') isThere = false;
		}
	});
	return isThere ? { entries, troubles } : undefined;
}

/** What is at some paths, those that exist. */
export async function entriesThere(
	host: TransferHost,
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<Tree> {
	if (host.shell) return (await readRemoteEntries(host.shell, folder, paths, signal)) ?? EMPTY;
	const parents = new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
	return (await foldersThere(host, folder, [...parents], signal)) ?? EMPTY;
}

async function entryOf(
	{ files }: TransferHost,
	folder: string,
	path: string,
	{ isLink, type, size, modified, mode }: RemoteEntry,
	signal: AbortSignal,
): Promise<TreeEntry> {
	if (!isLink) return { path, type, size: type === 'file' ? size : 0, modified, mode };
	const target = await files.readLink(`${folder}/${path}`, signal);
	return { path, type: 'link', size: 0, modified, mode, target };
}
