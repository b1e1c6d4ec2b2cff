import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from '../../../src/remote/knownHosts.ts';
import { addKnownHost, readKnownHosts } from '../../../src/remote/knownHostsFile.ts';
import { parsePublicKeyLine } from '../../../src/remote/publicKey.ts';

const LINE = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmfQmf0olbvTRBjGftNc4txSWlWSZBxYBZc8Wd7pqTf';
const key = parsePublicKeyLine(LINE) ?? assert.fail();

describe('addKnownHost', () => {
	const fresh = () => join(mkdtempSync(join(tmpdir(), 'aif-known-')), '.ssh', 'known_hosts');

	it('makes a private folder and file', async () => {
		const file = fresh();
		await addKnownHost(file, 'login.example.org', key, false);
		assert.equal(readFileSync(file, 'utf8'), `login.example.org ${LINE}\n`);
		assert.equal(statSync(file).mode & 0o777, 0o600);
		assert.equal(statSync(join(file, '..')).mode & 0o777, 0o700);
	});

	it('starts a line of its own in a file that does not end with one', async () => {
		const file = fresh();
		await addKnownHost(file, 'one', key, false);
		writeFileSync(file, `one ${LINE}`);
		await addKnownHost(file, 'two', key, false);
		await addKnownHost(file, 'three', key, false);
		assert.equal(readFileSync(file, 'utf8'), `one ${LINE}\ntwo ${LINE}\nthree ${LINE}\n`);
	});

	it('hashes the name on demand', async () => {
		const file = fresh();
		await addKnownHost(file, '[10.0.0.1]:2222', key, true);
		assert.match(readFileSync(file, 'utf8'), /^\|1\|[^|]+\|\S+ ssh-ed25519 /);
		assert.equal(judge(await readKnownHosts([file]), '[10.0.0.1]:2222', key).kind, 'known');
	});

	it('reads what is there and passes over what is not', async () => {
		const file = fresh();
		await addKnownHost(file, 'one', key, false);
		const missing = `${file}2`;
		assert.ok(!existsSync(missing));
		assert.deepEqual(
			(await readKnownHosts([missing, file])).map(({ names }) => names),
			[['one']],
		);
	});
});
