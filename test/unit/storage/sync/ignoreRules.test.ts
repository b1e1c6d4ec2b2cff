import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { readIgnoreFile } from '../../../../src/storage/sync/ignorePattern.ts';
import { IgnoreRules } from '../../../../src/storage/sync/ignoreRules.ts';
import { readWorkspace } from '../../../../src/storage/sync/workspaceTree.ts';
import { forever } from '../../../support/practice.ts';

describe('What git ignores', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'aif-ignore-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const git = (...args: readonly string[]) =>
		execFileSync('git', ['-c', 'core.excludesFile=', '-C', folder, ...args], { encoding: 'utf8' });
	const write = (path: string, text = '') => {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	};
	/** What git would add, and what a sync would send: the same paths, in the same order. */
	async function both(below = ''): Promise<readonly [git: readonly string[], ours: readonly string[]]> {
		const theirs = git('ls-files', '-z', '--others', '--exclude-standard', '--', below === '' ? '.' : below);
		const { entries } = await readWorkspace(join(folder, below), [], forever);
		const ours = entries
			.filter(({ type }) => type !== 'directory')
			.map(({ path }) => (below === '' ? path : `${below}/${path}`));
		return [theirs.split('\0').slice(0, -1).sort(), ours.sort()];
	}

	it('is left out: files and folders, negated, anchored, in files at every depth, and in the repository', async () => {
		git('init', '-q');
		write(
			'.gitignore',
			'*.log\n!keep.log\n/top\nbuild/\ndoc/**/*.pdf\nsub/*\n!sub/kept\n\\#hash\ntrail\\ \n',
		);
		write('.git/info/exclude', 'private\n');
		for (const path of [
			...[
				'a.log',
				'keep.log',
				'top',
				'deep/top',
				'build/x',
				'src/build',
				'doc/a.pdf',
				'doc/b/c.pdf',
				'doc/x.txt',
			],
			...['sub/dropped', 'sub/kept/x', '#hash', 'trail ', 'private', 'src/private/x', 'src/é.log', '.hidden'],
		])
			write(path);
		write('src/.gitignore', '!a.log\n*.tmp\n');
		for (const path of ['src/a.log', 'src/b.log', 'src/x.tmp', 'src/deep/x.tmp']) write(path);
		const [expected, ours] = await both();
		assert.deepEqual(ours, expected);
		assert.ok(ours.includes('src/a.log') && !ours.includes('a.log'));
	});

	it('is left out in a workspace that is a part of a repository', async () => {
		git('init', '-q');
		write('.gitignore', '*.log\n/part/top\nother\n');
		for (const path of ['part/a.log', 'part/top', 'part/deep/top', 'part/other', 'part/x']) write(path);
		const [expected, ours] = await both('part');
		assert.deepEqual(ours, expected);
		assert.deepEqual(ours, ['part/deep/top', 'part/x']);
	});

	it('is the same for any lines and any names', async () => {
		const piece = fc.constantFrom(
			...[
				'a',
				'b',
				'ab',
				'.',
				'*',
				'**',
				'?',
				'/',
				'!',
				'#',
				'\\',
				'[ab]',
				'[!a]',
				'[a-c]',
				'[b-a]',
				'[^b]',
				'[]a]',
				'[',
			],
			...[
				'[[:alpha:]]',
				'[[:alnum:]-]',
				'[]-a]',
				'[a\\]b]',
				'[a-',
				'[]',
				'-',
				' ',
				'\\ ',
				'\\*',
				'**/',
				'/**',
				'A',
				'é',
				'$',
				'{a,b}',
				'\r',
			],
		);
		const lines = fc.array(fc.array(piece, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
		const name = fc.constantFrom(
			'a',
			'b',
			'ab',
			'.a',
			'a.b',
			'A',
			'-',
			' ',
			'[ab]',
			'*',
			'!a',
			'#a',
			'é',
			'a\\b',
			'$',
			'{a,b}',
		);
		const file = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
		git('init', '-q');
		// Each case is a folder with an ignore file of its own, so that git is asked once.
		const cases = fc.sample(fc.tuple(lines, fc.array(file, { maxLength: 12 })), 150);
		for (const [index, [rules, files]] of cases.entries()) {
			for (const path of files) {
				try {
					write(`case-${index}/${path}`);
				} catch {
					// a file of that name stands where this needs a folder, or the other way about
				}
			}
			write(`case-${index}/.gitignore`, `${rules.map((line) => line.join('')).join('\n')}\n`);
		}
		const [expected, ours] = await both();
		const wrong = (path: string) => {
			const [top = ''] = path.split('/');
			return `${path}: ${JSON.stringify(cases[Number(top.slice(5))]?.[0].map((line) => line.join('')))}`;
		};
		assert.deepEqual(ours.filter((path) => !expected.includes(path)).map(wrong), [], 'ignored by git only');
		assert.deepEqual(expected.filter((path) => !ours.includes(path)).map(wrong), [], 'ignored by us only');
	});

	it('is weaker than what the person excludes', async () => {
		git('init', '-q');
		write('.gitignore', 'data/\n');
		for (const path of ['data/x', 'data/y', 'src/x', 'secret']) write(path);
		const { entries, ignores } = await readWorkspace(folder, ['!data/', '/data/y', 'secret'], forever);
		assert.deepEqual(entries.map(({ path }) => path).sort(), [
			'.gitignore',
			'data',
			'data/x',
			'src',
			'src/x',
		]);
		assert.equal(ignores('secret', false), true);
		assert.equal(ignores('gone/secret', false), true);
		assert.equal(ignores('gone', false), false);
	});

	it('is compared without case where the file system does so', () => {
		const rules = new IgnoreRules([readIgnoreFile('Build\n[A-C]x\n', true)]);
		assert.deepEqual(
			['build', 'BUILD', 'bX', 'dx'].map((path) => rules.ignores(path, false)),
			[true, true, true, false],
		);
	});

	it('never includes the repository, nor what a transfer has not finished', async () => {
		for (const path of ['.git/HEAD', 'sub/.git/HEAD', 'a.aif-part-0011', '.aif-part-a', 'x']) write(path);
		const { entries } = await readWorkspace(folder, ['!.git', '!*.aif-part-*'], forever);
		assert.deepEqual(entries.map(({ path }) => path).sort(), ['sub', 'x']);
	});
});
