import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileClaims } from '../../../../src/session/notices/claims.ts';

describe('A claim', () => {
	let folder = '';
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'aif-claims-'));
	});
	afterEach(() => rm(folder, { recursive: true }));

	it('is given to one of several windows, and never again', async () => {
		const windows = Array.from({ length: 8 }, () => new FileClaims(join(folder, 'notices')));
		const key = 'practice 170 0 ended 1';
		const taken = await Promise.all(windows.map((window) => window.take(key)));
		assert.equal(taken.filter((isMine) => isMine).length, 1);
		assert.equal(await new FileClaims(join(folder, 'notices')).take(key), false);
	});

	it('may be for anything that has a name', async () => {
		assert.equal(await new FileClaims(folder).take('a/../b %\n'), true);
		assert.equal((await readdir(folder)).length, 1);
	});

	it('is forgotten when it is old', async () => {
		const old = join(folder, 'old');
		await writeFile(old, '');
		await utimes(old, new Date(0), new Date(0));
		await new FileClaims(folder).take('young');
		assert.deepEqual(await readdir(folder), ['young']);
	});

	it('is given to each where the folder cannot be written to: told twice is better than not at all', async () => {
		await writeFile(join(folder, 'file'), '');
		const claims = new FileClaims(join(folder, 'file', 'below'));
		assert.equal(await claims.take('x'), true);
		assert.equal(await claims.take('x'), true);
	});
});
