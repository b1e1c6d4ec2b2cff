import type { Stats } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { bytesOf, holdsRawBytes, textOf } from '../../base/rawText.ts';
import { statOf } from './quickFs.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** Many at a time keep a disk busy; more than its queue holds do not help. */
const AT_A_TIME = 32;

/** A path of this computer for `node:fs`, also of a name that is no text. */
export function localPath(folder: string, path: string): string | Buffer {
	if (holdsRawBytes(path) && sep === '/') return bytesOf(`${folder}/${path}`);
	return join(folder, ...path.split('/'));
}

/** All that is at and below some names in a folder of this computer. Links are not followed, but for the names themselves. */
export async function readLocalTree(
	folder: string,
	names: readonly string[],
	signal: AbortSignal,
	isWanted: (path: string, isDirectory: boolean) => boolean = () => true,
): Promise<Tree> {
	const entries: TreeEntry[] = [];
	const troubles: string[] = [];
	const read = async (path: string, isTop: boolean): Promise<readonly string[]> => {
		try {
			const place = localPath(folder, path);
			const facts = await (isTop ? stat(place).catch(() => statOf(place)) : statOf(place));
			if (!isWanted(path, facts.isDirectory())) return [];
			const target = facts.isSymbolicLink()
				? textOf(await readlink(place, { encoding: 'buffer' }))
				: undefined;
			entries.push(entryOf(path, facts, target));
			if (!facts.isDirectory()) return [];
			const inside = await readdir(place, { encoding: 'buffer' });
			return inside.map((name) => `${path === '' ? '' : `${path}/`}${textOf(name)}`);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') troubles.push((error as Error).message);
			return [];
		}
	};
	let open: readonly string[] = names;
	for (let isTop = true; open.length > 0; isTop = false) {
		const next: string[] = [];
		for (let at = 0; at < open.length; at += AT_A_TIME) {
			signal.throwIfAborted();
			const some = open.slice(at, at + AT_A_TIME).map((path) => read(path, isTop));
			for (const found of await Promise.all(some)) next.push(...found);
		}
		open = next;
	}
	return { entries, troubles };
}

export function entryOf(path: string, facts: Stats, target: string | undefined): TreeEntry {
	const type = facts.isFile()
		? 'file'
		: facts.isDirectory()
			? 'directory'
			: target === undefined
				? 'other'
				: 'link';
	return {
		path,
		type,
		size: type === 'file' ? facts.size : 0,
		modified: Math.floor(facts.mtimeMs),
		// Windows knows read-only and nothing else.
		mode: sep === '/' ? facts.mode & 0o7777 : type === 'directory' ? 0o755 : 0o644,
		...(target !== undefined && { target }),
	};
}
