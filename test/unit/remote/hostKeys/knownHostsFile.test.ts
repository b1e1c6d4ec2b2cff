import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hashName, judge, linesAbout } from '../../../../src/remote/hostKeys/knownHosts.ts';
import { addKnownHost, readKnownHosts } from '../../../../src/remote/hostKeys/knownHostsFile.ts';
import { parsePublicKeyLine } from '../../../../src/remote/keys/publicKey.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

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
		const lines = await readKnownHosts([file], new MemoryLog());
		assert.equal(judge(linesAbout(lines, '[10.0.0.1]:2222'), key).kind, 'known');
	});

	it('follows a link to a file that is not there yet', async () => {
		const file = fresh();
		mkdirSync(dirname(file));
		symlinkSync(`${file}.elsewhere`, file);
		await addKnownHost(file, 'one', key, false);
		assert.equal(readFileSync(`${file}.elsewhere`, 'utf8'), `one ${LINE}\n`);
	});

	it('fails where it must not write', async () => {
		const folder = dirname(dirname(fresh()));
		await assert.rejects(addKnownHost(folder, 'one', key, false), /EISDIR/);
	});
});

describe('readKnownHosts', () => {
	it('reads what is there, in order, and passes over what is not', async () => {
		const [one, two] = [file(`one ${LINE}\n`), file(`two ${LINE}\r\n# three\r\n`)];
		const dangling = `${one}.link`;
		symlinkSync(`${one}.nothing`, dangling);
		const log = new MemoryLog();
		const lines = await readKnownHosts([`${one}.missing`, one, dangling, two], log);
		assert.deepEqual(
			lines.map(({ names, file, line }) => [...names, file, line]),
			[
				['one', one, 1],
				['two', two, 1],
			],
		);
		assert.deepEqual(log.lines, []);
	});

	it('says what it cannot read', async () => {
		const log = new MemoryLog();
		assert.deepEqual(await readKnownHosts([dirname(file(''))], log), []);
		assert.match(log.lines.join(), /^warn .* is passed over: EISDIR/);
	});

	it('finds its way through bytes that are no text', async () => {
		const path = file('');
		writeFileSync(path, Buffer.concat([Buffer.from([0xff, 0, 0x80, 10]), Buffer.from(`one ${LINE}\n`)]));
		const lines = await readKnownHosts([path], new MemoryLog());
		assert.deepEqual(
			lines.map(({ line }) => line),
			[2],
		);
	});

	it('finds a name among 5,000 hashed ones', async () => {
		const rows = Array.from(
			{ length: 5_000 },
			(_, i) => `${hashName(`n${i}.cluster`, randomBytes(20))} ${LINE}\n`,
		);
		const path = file(rows.join(''));
		const lines = linesAbout(await readKnownHosts([path], new MemoryLog()), '[n4999.cluster]:2222');
		assert.equal(judge(lines, key).kind, 'known');
	});

	function file(text: string): string {
		const path = join(mkdtempSync(join(tmpdir(), 'aif-known-')), 'known_hosts');
		writeFileSync(path, text);
		return path;
	}
});
