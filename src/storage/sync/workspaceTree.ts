import type { Stats } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { textOf } from '../../base/rawText.ts';
import { atATime } from '../transfer/atATime.ts';
import { entryOf, localPath } from '../transfer/localFiles.ts';
import { listOf, statOf } from '../transfer/quickFs.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { readIgnoreFile } from './ignorePattern.ts';
import { IgnoreRules } from './ignoreRules.ts';

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

/** Keeps a disk busy. */
const AT_A_TIME = 64;

/**
 * All of a folder that neither git nor the person leaves out. Links are not followed.
 *
 * @param exclude lines as in a `.gitignore`; they are stronger than those of git, so that `!data/` brings back what git ignores
 */
export async function readWorkspace(
	folder: string,
	exclude: readonly string[],
	signal: AbortSignal,
): Promise<WorkspaceTree> {
	// The file systems of Windows and macOS take "A" for "a", and git does so there.
	const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';
	const { rules, prefix } = await rulesAbove(folder, ignoresCase);
	const own = new IgnoreRules([readIgnoreFile(exclude.join('\n'), ignoresCase)], (path, isFolder) =>
		rules.says(`${prefix}${path}`, isFolder),
	);
	const entries: TreeEntry[] = [];
	const unread: { readonly path: string; readonly reason: string }[] = [];
	const ignores = (path: string, isFolder: boolean) => NEVER_MOVED.test(path) || own.ignores(path, isFolder);

	const look = async (path: string): Promise<TreeEntry | undefined> => {
		const place = localPath(folder, path);
		try {
			const facts: Stats = await statOf(place);
			return entryOf(path, facts, await linkHere(folder, path, facts));
		} catch (error) {
			if (path === '') throw error;
			if (!isGone(error)) unread.push({ path, reason: (error as Error).message });
			return undefined;
		}
	};
	const list = async (path: string): Promise<readonly { path: string; isFolder: boolean }[]> => {
		try {
			const found = await listOf(localPath(folder, path), { withFileTypes: true, encoding: 'buffer' });
			const names = found.map((entry) => ({
				name: textOf(entry.name),
				path: `${path === '' ? '' : `${path}/`}${textOf(entry.name)}`,
				isFolder: entry.isDirectory(),
			}));
			if (names.some(({ name }) => name === '.gitignore'))
				rules.add(`${prefix}${path}`.replace(/\/$/, ''), await ignoreFileAt(folder, path, ignoresCase));
			return names.filter((entry) => !ignores(entry.path, entry.isFolder));
		} catch (error) {
			if (path === '') throw error;
			if (!isGone(error)) unread.push({ path, reason: (error as Error).message });
			return [];
		}
	};

	let open: readonly string[] = [''];
	while (open.length > 0) {
		const found: { path: string; isFolder: boolean }[] = [];
		await atATime(AT_A_TIME, open, async (path) => {
			signal.throwIfAborted();
			found.push(...(await list(path)));
		});
		await atATime(AT_A_TIME, found, async ({ path }) => {
			signal.throwIfAborted();
			const entry = await look(path);
			if (entry) entries.push(entry);
		});
		open = found.filter(({ isFolder }) => isFolder).map(({ path }) => path);
	}
	return { entries, unread, ignores };
}

/** Where something leads, where it is a link. */
export async function linkHere(folder: string, path: string, facts: Stats): Promise<string | undefined> {
	if (!facts.isSymbolicLink()) return undefined;
	return textOf(await readlink(localPath(folder, path), { encoding: 'buffer' }));
}

function isGone(error: unknown): boolean {
	return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** The repository that holds a folder says more than the folder does: files above it, and `.git/info/exclude`. */
async function rulesAbove(
	folder: string,
	ignoresCase: boolean,
): Promise<{ readonly rules: IgnoreRules; readonly prefix: string }> {
	const top = await repositoryOf(folder);
	if (top === undefined) return { rules: new IgnoreRules([]), prefix: '' };
	const text = await readFile(join(top, '.git', 'info', 'exclude'), 'utf8').catch(() => '');
	const rules = new IgnoreRules([readIgnoreFile(text, ignoresCase)]);
	const names = relative(top, folder)
		.split(sep)
		.filter((name) => name !== '');
	for (let depth = 0; depth < names.length; depth++) {
		const above = names.slice(0, depth).join('/');
		rules.add(above, await ignoreFileAt(top, above, ignoresCase).catch(() => []));
	}
	return { rules, prefix: names.map((name) => `${name}/`).join('') };
}

async function repositoryOf(folder: string): Promise<string | undefined> {
	for (let at = folder; ; at = dirname(at)) {
		const hasGit = await statOf(join(at, '.git')).then(
			() => true,
			() => false,
		);
		if (hasGit) return at;
		if (dirname(at) === at) return undefined;
	}
}

/** Git reads no `.gitignore` that is a link. */
async function ignoreFileAt(folder: string, path: string, ignoresCase: boolean) {
	const place = localPath(folder, path === '' ? '.gitignore' : `${path}/.gitignore`);
	if (!(await statOf(place)).isFile()) return [];
	return readIgnoreFile(textOf(await readFile(place)), ignoresCase);
}
