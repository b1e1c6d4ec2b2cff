import { lstatSync, type Stats } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import { holdsRawBytes, textOf } from '../../base/rawText.ts';
import { atATime } from '../transfer/atATime.ts';
import { Disk } from '../transfer/disk.ts';
import { entryOf, localPath } from '../transfer/localFiles.ts';
import { listOf, statOf } from '../transfer/quickFs.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { readIgnoreFile } from './ignorePattern.ts';
import { IgnoreRules } from './ignoreRules.ts';
import { ignoreFileAt, repositoryAround } from './repository.ts';

/** A folder of this computer as far as it is to be synced. */
export interface WorkspaceTree {
	readonly entries: readonly TreeEntry[];
	/** Folders and files that could not be read: whether there is something in them, nobody knows. */
	readonly unread: readonly { readonly path: string; readonly reason: string }[];
	/** True for what is left out, whether it exists or not. */
	ignores(path: string, isFolder: boolean): boolean;
}

/** What no sync moves: the repository itself, and files that a transfer has not finished. */
const NEVER_MOVED = /(?:^|\/)\.git(?:\/|$)|\.aif-part-/;

/** Folders that are listed at a time. */
const AT_A_TIME = 64;

/**
 * All of a folder that neither git nor the person leaves out. Links are not followed. What git tracks is never left out because of
 * git's own rules: see gitignore(5), "files already tracked".
 *
 * @param exclude lines as in a `.gitignore`; they are stronger than git, so that `!data/` brings back what git ignores
 */
export async function readWorkspace(
	folder: string,
	exclude: readonly string[],
	signal: AbortSignal,
): Promise<WorkspaceTree> {
	// The file systems of Windows and macOS take "A" for "a", and git does so there.
	const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';
	const { rules, prefix, isTracked, trouble } = await repositoryAround(folder, ignoresCase);
	const lines = readIgnoreFile(exclude.join('\n'), ignoresCase);
	const excluded = new IgnoreRules([lines]);
	const own = new IgnoreRules([lines], (path, isFolder) => rules.says(`${prefix}${path}`, isFolder));
	const entries: TreeEntry[] = [];
	const unread: { readonly path: string; readonly reason: string }[] = [];
	if (trouble !== undefined) unread.push({ path: '.git/index', reason: trouble });
	const ignores = (path: string, isFolder: boolean) => {
		if (NEVER_MOVED.test(path)) return true;
		if (!own.ignores(path, isFolder)) return false;
		return !isTracked(`${prefix}${path}`) || excluded.ignores(path, isFolder);
	};

	const disk = new Disk();
	const found = async (path: string, work: () => Promise<void> | void) => {
		try {
			await work();
		} catch (error) {
			if (path === '') throw error;
			if (!isGone(error)) unread.push({ path, reason: (error as Error).message });
		}
	};
	const list = (path: string, next: Found[]) =>
		found(path, async () => {
			const inside = await listOf(localPath(folder, path), { withFileTypes: true, encoding: 'buffer' });
			const below = path === '' ? '' : `${path}/`;
			const place = `${localPath(folder, path)}${sep}`;
			const names = inside.map((entry): Found => {
				const name = textOf(entry.name);
				const found = { name, path: `${below}${name}`, isFolder: entry.isDirectory() };
				return { ...found, place: holdsRawBytes(found.path) ? localPath(folder, found.path) : place + name };
			});
			if (names.some(({ name }) => name === '.gitignore'))
				rules.add(`${prefix}${path}`.replace(/\/$/, ''), await ignoreFileAt(folder, path, ignoresCase));
			for (const entry of names) if (!ignores(entry.path, entry.isFolder)) next.push(entry);
		});

	for (let open: readonly string[] = ['']; open.length > 0; ) {
		const next: Found[] = [];
		const links: { readonly path: string; readonly facts: Stats }[] = [];
		await atATime(AT_A_TIME, open, (path) => {
			signal.throwIfAborted();
			return list(path, next);
		});
		const take = (path: string, facts: Stats) => {
			if (facts.isSymbolicLink()) links.push({ path, facts });
			else entries.push(entryOf(path, facts, undefined));
		};
		await disk.each(
			next,
			{
				now({ path, place }) {
					try {
						take(path, lstatSync(place));
					} catch (error) {
						if (!isGone(error)) unread.push({ path, reason: (error as Error).message });
					}
				},
				later: ({ path, place }) => found(path, async () => take(path, await statOf(place))),
			},
			signal,
		);
		await atATime(AT_A_TIME, links, ({ path, facts }) =>
			found(path, async () => {
				entries.push(entryOf(path, facts, await linkHere(folder, path, facts)));
			}),
		);
		open = next.filter(({ isFolder }) => isFolder).map(({ path }) => path);
	}
	return { entries, unread, ignores };
}

interface Found {
	readonly name: string;
	readonly path: string;
	/** The same for `node:fs`. */
	readonly place: string | Buffer;
	readonly isFolder: boolean;
}

/** Where something leads, where it is a link. */
export async function linkHere(folder: string, path: string, facts: Stats): Promise<string | undefined> {
	if (!facts.isSymbolicLink()) return undefined;
	return textOf(await readlink(localPath(folder, path), { encoding: 'buffer' }));
}

function isGone(error: unknown): boolean {
	return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
