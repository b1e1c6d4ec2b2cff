import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRevocation } from '../../../../src/remote/hostKeys/revokedKeys.ts';
import { readShownHostKey } from '../../../../src/remote/hostKeys/shownHostKey.ts';
import { parsePublicKeyLine } from '../../../../src/remote/keys/publicKey.ts';
import { problemOf } from '../../../support/problemOf.ts';

const { signal } = new AbortController();

describe('a list of revoked keys', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-revoked-'));
	const file = (name: string, text = '') => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};
	const publicLine = (name: string) => readFileSync(join(folder, `${name}.pub`), 'utf8');
	const shown = (name: string) => {
		const key = parsePublicKeyLine(publicLine(name)) ?? assert.fail(name);
		return readShownHostKey(key.blob) ?? assert.fail(name);
	};
	const find = (files: readonly string[], name: string) =>
		findRevocation(files, shown(name), 'practice', signal);
	const makeKrl = (name: string, ...args: readonly string[]) => {
		execFileSync('ssh-keygen', ['-q', '-k', '-f', join(folder, name), ...args], { cwd: folder });
		return join(folder, name);
	};

	before(() => {
		for (const name of ['one', 'two', 'ca']) {
			execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
		}
		execFileSync('ssh-keygen', ['-q', '-s', 'ca', '-I', 'node', '-h', '-z', '7', 'one.pub'], { cwd: folder });
	});

	it('in text names the line of the key', async () => {
		const list = file('list', `# stolen\n\n  ${publicLine('two')}${publicLine('one')}`);
		const found = await find([list], 'one');
		assert.deepEqual([found?.file, found?.line], [list, 4]);
		assert.equal(found?.key.blob.toString('hex'), shown('one').key.blob.toString('hex'));
	});

	it('in text with a key of somebody else says nothing', async () => {
		assert.equal(await find([file('list', publicLine('two')), file('empty')], 'one'), undefined);
	});

	it('in text revokes certified keys, and all that an authority has certified', async () => {
		assert.equal((await find([file('list', publicLine('one'))], 'one-cert'))?.line, 1);
		assert.equal((await find([file('list', publicLine('one-cert'))], 'one'))?.line, 1);
		const byAuthority = await find([file('list', publicLine('ca'))], 'one-cert');
		assert.ok(byAuthority?.key.blob.equals(shown('ca').key.blob));
	});

	it('is looked for in every file', async () => {
		assert.ok(await find([file('empty'), file('list', publicLine('one'))], 'one'));
	});

	for (const [what, path] of [
		['is missing', () => join(folder, 'nothing')],
		['is a folder', () => folder],
		['holds a line that is no key', () => file('list', `ssh-ed25519 AAAA\n${publicLine('two')}`)],
		['holds a key that is cut off', () => file('list', publicLine('two').slice(0, 60))],
	] as const) {
		it(`that ${what} lets nobody connect`, async () => {
			const problem = await problemOf(find([path()], 'one'));
			assert.ok(problem.kind === 'revokedKeysUnreadable');
			assert.equal(problem.file, path());
		});
	}

	it('in binary form is read by ssh-keygen', async () => {
		const krl = makeKrl('krl', 'one.pub');
		assert.deepEqual(await find([krl], 'one'), { file: krl, key: shown('one').key });
		assert.equal(await find([krl], 'two'), undefined);
	});

	it('in binary form revokes certificates by their number', async () => {
		const krl = makeKrl('krl-serial', '-s', 'ca.pub', file('spec', 'serial: 7\n'));
		assert.ok(await find([krl], 'one-cert'));
		assert.equal(await find([krl], 'one'), undefined);
	});

	it('in binary form that is broken lets nobody connect', async () => {
		const bytes = readFileSync(makeKrl('krl', 'one.pub'));
		writeFileSync(join(folder, 'broken'), bytes.subarray(0, -20));
		const problem = await problemOf(find([join(folder, 'broken')], 'two'));
		assert.ok(problem.kind === 'revokedKeysUnreadable');
		assert.match(problem.detail, /Invalid KRL file/);
	});

	it('in binary form lets nobody connect where there is no OpenSSH', async () => {
		const krl = makeKrl('krl', 'one.pub');
		const path = process.env['PATH'];
		process.env['PATH'] = folder;
		try {
			const problem = await problemOf(find([krl], 'two'));
			assert.ok(problem.kind === 'unsupportedSshSetting');
			assert.equal(problem.setting, 'RevokedHostKeys (KRL)');
		} finally {
			process.env['PATH'] = path;
		}
	});
});
