import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decryptKey } from '../../../src/remote/decryptKey.ts';
import { readKeyFile } from '../../../src/remote/keyFile.ts';
import { KeyFileError, WrongPassphrase } from '../../../src/remote/keyFileError.ts';
import { fingerprintOf, publicKeyOf } from '../../../src/remote/publicKey.ts';

/** What ssh-keygen is asked to make: `-t` and its friends. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
	"OpenSSH's format, ed25519": ['-t', 'ed25519'],
	"OpenSSH's format, rsa": ['-t', 'rsa', '-b', '2048'],
	"OpenSSH's format, ecdsa 521": ['-t', 'ecdsa', '-b', '521'],
	"OpenSSH's format, aes256-gcm": ['-t', 'ed25519', '-Z', 'aes256-gcm@openssh.com'],
	'PEM, rsa': ['-t', 'rsa', '-b', '2048', '-m', 'PEM'],
	'PEM, ecdsa 256': ['-t', 'ecdsa', '-b', '256', '-m', 'PEM'],
	'PKCS#8, rsa': ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'],
};

describe('a key file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-keyfile-'));
	let count = 0;
	const generate = (kind: readonly string[], passphrase: string): string => {
		const path = join(folder, `id_${count++}`);
		execFileSync('ssh-keygen', ['-q', ...kind, '-a', '1', '-N', passphrase, '-C', 'ada@laptop', '-f', path]);
		return path;
	};
	after(() => rmSync(folder, { recursive: true }));

	for (const [name, kind] of Object.entries(KINDS)) {
		it(`is read in the clear: ${name}`, async () => {
			const path = generate(kind, '');
			const expected = fingerprint(path);
			rmSync(`${path}.pub`);
			const file = (await readKeyFile(path)) ?? assert.fail();
			assert.equal(file.isEncrypted, false);
			assert.equal(file.publicKey && fingerprintOf(file.publicKey), expected);
			const key = publicKeyOf(await decryptKey(file.privateText ?? '', undefined)) ?? assert.fail();
			assert.equal(fingerprintOf(key), expected);
		});

		it(`is opened with its passphrase: ${name}`, async () => {
			const path = generate(kind, 'correct horse');
			const file = (await readKeyFile(path)) ?? assert.fail();
			assert.equal(file.isEncrypted, true);
			const text = file.privateText ?? '';
			const key = publicKeyOf(await decryptKey(text, 'correct horse')) ?? assert.fail();
			assert.equal(fingerprintOf(key), fingerprint(path));
			assert.equal(file.publicKey && fingerprintOf(file.publicKey), fingerprint(path));
			await assert.rejects(decryptKey(text, 'wrong'), WrongPassphrase);
		});
	}

	it('may have its private half elsewhere', async () => {
		const path = generate(['-t', 'ed25519'], '');
		const expected = fingerprint(path);
		const alone = join(folder, 'alone.pub');
		copyFileSync(`${path}.pub`, alone);
		for (const named of [alone, join(folder, 'alone')]) {
			const file = (await readKeyFile(named)) ?? assert.fail();
			assert.equal(file.privateText, undefined);
			assert.equal(file.publicKey && fingerprintOf(file.publicKey), expected);
		}
	});

	it('may be missing', async () => {
		assert.equal(await readKeyFile(join(folder, 'missing')), undefined);
	});

	it('is refused in words when it is of no use', async () => {
		const path = generate(['-t', 'ed25519', '-Z', 'chacha20-poly1305@openssh.com'], 'correct horse');
		await refused(path, /chacha20-poly1305/);
		writeFileSync(path, `${readFileSync(path, 'utf8').slice(0, 80)}\n-----END OPENSSH PRIVATE KEY-----\n`);
		await refused(path, /cut short/);
		writeFileSync(path, 'PuTTY-User-Key-File-3: ssh-ed25519\n');
		await refused(path, /cut short or damaged: Encryption/);
		writeFileSync(path, 'my shopping list\n');
		await refused(path, /not a private key/);
		await refused(folder, /not a file/);
	});
});

const fingerprint = (path: string) =>
	execFileSync('ssh-keygen', ['-lf', path], { encoding: 'utf8' }).split(' ')[1];

const refused = (path: string, words: RegExp) =>
	assert.rejects(
		readKeyFile(path),
		(error: Error) => error instanceof KeyFileError && words.test(error.message),
	);
