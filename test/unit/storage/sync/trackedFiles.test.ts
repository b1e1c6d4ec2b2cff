import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readGitIndex } from '../../../../src/storage/sync/gitIndex.ts';
import { readWorkspace } from '../../../../src/storage/sync/workspaceTree.ts';
import { forever } from '../../../support/practice.ts';

describe('What git tracks', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'aif-tracked-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const git = (...args: readonly string[]) =>
		execFileSync(
			'git',
			[
				'-c',
				'core.excludesFile=',
				'-c',
				'user.name=Ada',
				'-c',
				'user.email=ada@localhost',
				'-C',
				folder,
				...args,
			],
			{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
		);
	const write = (path: string, text = '') => {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	};
	const filesOf = async (below = '', exclude: readonly string[] = []) => {
		const { entries, unread } = await readWorkspace(join(folder, below), exclude, forever);
		assert.deepEqual(unread, []);
		const files = entries.filter(({ type }) => type !== 'directory').map(({ path }) => path);
		return files.sort();
	};
	/** What git shows of a working tree: tracked files that are there, and those that it does not ignore. */
	const filesOfGit = () =>
		git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
			.split('\0')
			.filter((path) => path !== '' && existsSync(join(folder, path)))
			.sort();
	/** Tracked files that the rules speak against, beside others of which nobody knows. */
	const fill = () => {
		write('.gitignore', '*.bin\n/out/\n');
		for (const path of [
			'main.py',
			'model.bin',
			'other.bin',
			'out/kept.txt',
			'out/made.txt',
			'out/deep/kept.txt',
		])
			write(path, path);
		for (const path of ['é/ü.bin', `${'long-'.repeat(40)}/x.bin`, 'out/gone.txt']) write(path, path);
		git('add', '.');
		git(
			'add',
			'-f',
			'model.bin',
			'out/kept.txt',
			'out/deep/kept.txt',
			'é',
			'long-'.repeat(40),
			'out/gone.txt',
		);
		rmSync(join(folder, 'out/gone.txt'));
	};

	for (const version of ['2', '4']) {
		it(`is not ignored, by an index of version ${version}`, async () => {
			git('init', '-q');
			fill();
			git('update-index', '--index-version', version);
			assert.equal(readFileSync(join(folder, '.git/index')).readUInt32BE(4), Number(version));
			const files = await filesOf();
			assert.deepEqual(files, filesOfGit());
			assert.ok(files.includes('out/deep/kept.txt') && !files.includes('out/made.txt'));
		});
	}

	it('is not ignored, by an index of version 3, which has more flags', async () => {
		git('init', '-q');
		fill();
		git('add', '-N', '-f', 'other.bin');
		assert.equal(readFileSync(join(folder, '.git/index')).readUInt32BE(4), 3);
		assert.deepEqual(await filesOf(), filesOfGit());
	});

	it('is not ignored where the index is in two files', async () => {
		git('init', '-q');
		fill();
		git('commit', '-qm', 'all');
		git('update-index', '--split-index');
		write('later.bin');
		git('add', '-f', 'later.bin');
		assert.ok(readGitIndex(readFileSync(join(folder, '.git/index')), 20).shared !== undefined);
		assert.deepEqual(await filesOf(), filesOfGit());
	});

	it('is not ignored in a repository of SHA-256', async () => {
		git('init', '-q', '--object-format=sha256');
		fill();
		assert.deepEqual(await filesOf(), filesOfGit());
	});

	it('is not ignored in a further working tree, nor in a folder inside a repository', async () => {
		git('init', '-q');
		fill();
		write('.git/info/exclude', 'private\n');
		git('commit', '-qm', 'all');
		write('é/other.bin');
		assert.deepEqual(await filesOf('é'), ['ü.bin']);
		git('worktree', 'add', '-q', 'second', '-b', 'second');
		for (const path of ['second/private', 'second/out/made.txt', 'second/new.py']) write(path);
		const files = await filesOf('second');
		assert.deepEqual(
			files.filter((path) => !path.startsWith('long-') && !path.startsWith('é')),
			['.gitignore', 'main.py', 'model.bin', 'new.py', 'out/deep/kept.txt', 'out/gone.txt', 'out/kept.txt'],
		);
	});

	it('stays here all the same where the person says so', async () => {
		git('init', '-q');
		fill();
		const files = await filesOf('', ['out/', 'main.py']);
		assert.deepEqual(files.slice(0, 2), ['.gitignore', `${'long-'.repeat(40)}/x.bin`]);
		assert.ok(files.every((path) => !path.startsWith('out/') && path !== 'main.py'));
	});

	it('is known no more when git forgets it', async () => {
		git('init', '-q');
		fill();
		git('rm', '-q', '--cached', 'model.bin');
		const { ignores } = await readWorkspace(folder, [], forever);
		assert.deepEqual(
			['model.bin', 'out/kept.txt', 'out/gone.txt', 'out/made.txt'].map((path) => ignores(path, false)),
			[true, false, false, true],
		);
	});

	it('is not guessed at from an index of a version that is to come', async () => {
		git('init', '-q');
		fill();
		const index = readFileSync(join(folder, '.git/index'));
		index.writeUInt32BE(5, 4);
		writeFileSync(join(folder, '.git/index'), index);
		const { unread, ignores } = await readWorkspace(folder, [], forever);
		assert.deepEqual(unread, [{ path: '.git/index', reason: 'The git index is of an unknown version (5).' }]);
		assert.equal(ignores('model.bin', false), true);
		for (const length of [3, 11, 80, index.length - 300])
			assert.throws(() => readGitIndex(index.fill(4, 7, 8).subarray(0, length), 20), RangeError);
	});
});
