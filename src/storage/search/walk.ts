import { shellQuote } from '../../base/shellQuote.ts';
import { globToRegex } from './globs.ts';

/** Folders that people do not search: what tools keep for themselves, and the packages of others. */
const SKIPPED_NAMES = [
	...['.git', '.hg', '.svn', '.snapshot', '.snapshots', '.zfs'],
	...['node_modules', '__pycache__', 'site-packages', 'dist-packages'],
] as const;
/** The package stores of conda and its kin. */
const SKIPPED_PATHS = ['*conda*/pkgs', '*mamba*/pkgs', './.conda/pkgs'];

/** Which files of a tree are meant. */
export interface WalkOptions {
	/** Also the folders that are otherwise left out. */
	readonly withSkipped: boolean;
	/** Patterns as VS Code has them; none of `include` stands for all. */
	readonly include?: readonly string[];
	readonly exclude?: readonly string[];
}

/**
 * A command line that prints the path of each file below the current folder, `./` before it and a NUL after it. It stays on one
 * file system and follows no links below. GNU find, as all of Linux has it.
 *
 * @param kind `files` lists links to files too; `content` only what can be read and is no larger than `mostMiB`
 */
export function walk(
	{ withSkipped, include = [], exclude = [] }: WalkOptions,
	kind: { readonly of: 'files' } | { readonly of: 'content'; readonly mostMiB: number },
): string {
	const skipped = withSkipped
		? []
		: [
				...SKIPPED_NAMES.flatMap((name) => ['-o', '-name', name]),
				...SKIPPED_PATHS.flatMap((path) => ['-o', '-path', path]),
			];
	const folders = skipped.length > 0 ? ['-o', '-type', 'd', '(', ...skipped.slice(1), ')'] : [];
	const left = [...folders, ...exclude.flatMap((glob) => ['-o', '-regex', globToRegex(glob)])];
	const wanted = include.flatMap((glob) => ['-o', '-regex', globToRegex(glob)]);
	const files =
		kind.of === 'files'
			? ['(', '-type', 'f', '-o', '-type', 'l', '!', '-xtype', 'd', ')']
			: // rounded up by find, so that a file of the whole size is still meant
				['-type', 'f', '-size', '+0', '!', '-size', `+${kind.mostMiB}M`];
	return shellQuote([
		...['env', 'LC_ALL=C', 'find', '.', '-xdev', '-regextype', 'posix-extended'],
		...(left.length > 0 ? ['(', ...left.slice(1), ')', '-prune', '-o'] : []),
		...(wanted.length > 0 ? ['(', ...wanted.slice(1), ')'] : []),
		...files,
		'-print0',
	]);
}
