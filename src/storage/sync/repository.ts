import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { textOf } from '../../base/rawText.ts';
import { localPath } from '../transfer/localFiles.ts';
import { statOf } from '../transfer/quickFs.ts';
import { readGitIndex } from './gitIndex.ts';
import { type IgnorePattern, readIgnoreFile } from './ignorePattern.ts';
import { IgnoreRules } from './ignoreRules.ts';

/** What the repository that holds a folder says of it, which is more than the folder itself does. */
export interface Repository {
	/** Of files above the folder, and of `.git/info/exclude`; those in the folder are to be added. */
	readonly rules: IgnoreRules;
	/** The folder below the top of the repository, with a slash at its end; empty at the top. */
	readonly prefix: string;
	/** True for a file that is tracked and for a folder that holds one: git ignores neither, whatever the rules say. */
	isTracked(path: string): boolean;
	/** Why it is not known what is tracked. */
	readonly trouble: string | undefined;
}

const NONE: Repository = {
	rules: new IgnoreRules([]),
	prefix: '',
	isTracked: () => false,
	trouble: undefined,
};

export async function repositoryAround(folder: string, ignoresCase: boolean): Promise<Repository> {
	const top = await topOf(folder);
	if (top === undefined) return NONE;
	const { own, common } = await gitFoldersOf(top);
	const text = await readFile(join(common, 'info', 'exclude'), 'utf8').catch(() => '');
	const rules = new IgnoreRules([readIgnoreFile(text, ignoresCase)]);
	const names = relative(top, folder)
		.split(sep)
		.filter((name) => name !== '');
	for (let depth = 0; depth < names.length; depth++) {
		const above = names.slice(0, depth).join('/');
		rules.add(above, await ignoreFileAt(top, above, ignoresCase).catch(() => []));
	}
	const tracked = await trackedIn(own, common).then(
		(paths) => ({ paths, trouble: undefined }),
		(error: Error) => ({ paths: [], trouble: error.message }),
	);
	return {
		rules,
		prefix: names.map((name) => `${name}/`).join(''),
		isTracked: trackedBy(tracked.paths, ignoresCase),
		trouble: tracked.trouble,
	};
}

/** Git reads no `.gitignore` that is a link. */
export async function ignoreFileAt(
	folder: string,
	path: string,
	ignoresCase: boolean,
): Promise<readonly IgnorePattern[]> {
	const place = localPath(folder, path === '' ? '.gitignore' : `${path}/.gitignore`);
	if (!(await statOf(place)).isFile()) return [];
	return readIgnoreFile(textOf(await readFile(place)), ignoresCase);
}

async function topOf(folder: string): Promise<string | undefined> {
	for (let at = folder; ; at = dirname(at)) {
		const hasGit = await statOf(join(at, '.git')).then(
			() => true,
			() => false,
		);
		if (hasGit) return at;
		if (dirname(at) === at) return undefined;
	}
}

/**
 * Where a working tree's own part of its repository is, and the part that it shares with others: see gitrepository-layout(5),
 * "gitdir" and "commondir". Both are `.git` but for submodules and further working trees.
 */
async function gitFoldersOf(top: string): Promise<{ readonly own: string; readonly common: string }> {
	const link = await readFile(join(top, '.git'), 'utf8').catch(() => '');
	const [, elsewhere] = /^gitdir: (.+?)\r?\n?$/.exec(link) ?? [];
	const own = elsewhere === undefined ? join(top, '.git') : resolve(top, elsewhere);
	const shared = await readFile(join(own, 'commondir'), 'utf8').catch(() => '');
	return { own, common: shared === '' ? own : resolve(own, shared.trimEnd()) };
}

/** Names below the top; none before anything was added. Throws what `node:fs` says, and RangeError. */
async function trackedIn(own: string, common: string): Promise<readonly string[]> {
	const [index, config] = await Promise.all([
		readFile(join(own, 'index')).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return undefined;
			throw error;
		}),
		readFile(join(common, 'config'), 'utf8').catch(() => ''),
	]);
	if (!index) return [];
	const hashBytes = /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 32 : 20;
	const { names, shared } = readGitIndex(index, hashBytes);
	if (shared === undefined) return names;
	return [...names, ...readGitIndex(await readFile(join(own, shared)), hashBytes).names];
}

/** Answers of paths, also of the folders on the way to them; nothing is gathered before the first question. */
function trackedBy(names: readonly string[], ignoresCase: boolean): (path: string) => boolean {
	const folded = (path: string) => (ignoresCase ? path.toLowerCase() : path);
	let known: Set<string> | undefined;
	const gather = () => {
		const all = new Set<string>();
		for (const name of names) {
			const path = folded(name);
			all.add(path);
			for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
				const above = path.slice(0, end);
				if (all.has(above)) break;
				all.add(above);
			}
		}
		return all;
	};
	return (path) => {
		known ??= gather();
		return known.has(folded(path));
	};
}
