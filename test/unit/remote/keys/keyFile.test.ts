import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decryptKey } from '../../../../src/remote/keys/decryptKey.ts';
import { readKeyFile, readPublicKeyFile } from '../../../../src/remote/keys/keyFile.ts';
import { KeyFileError, WrongPassphrase } from '../../../../src/remote/keys/keyFileError.ts';
import { fingerprintOf, publicKeyOf } from '../../../../src/remote/keys/publicKey.ts';

/** The shortest that ssh-keygen makes: it takes it long to find long ones, and nothing here depends on the length. */
const RSA = ['-t', 'rsa', '-b', '1024'];

/** What ssh-keygen is asked to make: `-t` and its friends. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
	"OpenSSH's format, ed25519": ['-t', 'ed25519'],
	"OpenSSH's format, rsa": RSA,
	"OpenSSH's format, ecdsa 521": ['-t', 'ecdsa', '-b', '521'],
	"OpenSSH's format, aes256-gcm": ['-t', 'ed25519', '-Z', 'aes256-gcm@openssh.com'],
	'PEM, rsa': [...RSA, '-m', 'PEM'],
	'PEM, ecdsa 256': ['-t', 'ecdsa', '-b', '256', '-m', 'PEM'],
	'PKCS#8, rsa': [...RSA, '-m', 'PKCS8'],
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

	it('may be a certificate where one is expected, and nothing else', async () => {
		const path = generate(['-t', 'ed25519'], '');
		assert.equal((await readPublicKeyFile(`${path}.pub`))?.type, 'ssh-ed25519');
		assert.equal(await readPublicKeyFile(join(folder, 'missing')), undefined);
		await assert.rejects(readPublicKeyFile(path), KeyFileError);
	});

	it('may begin with the mark that editors of Windows leave', async () => {
		const path = generate([...RSA, '-m', 'PEM'], '');
		for (const name of [path, `${path}.pub`]) writeFileSync(name, `\uFEFF${readFileSync(name, 'utf8')}`);
		assert.ok((await readKeyFile(path))?.publicKey);
		assert.ok(await readPublicKeyFile(`${path}.pub`));
	});

	it('is refused, and not waited for, when it is no file or too large for a key', async () => {
		const pipe = join(folder, 'pipe');
		execFileSync('mkfifo', [pipe]);
		await refused(pipe, /not a file/);
		await refused('/dev/zero', /not a file/);
		const large = join(folder, 'large');
		writeFileSync(large, Buffer.alloc(1024 * 1024 + 1, 'A'));
		await refused(large, /too large/);
	});

	it('is refused when its passphrase would take for ever to check', async () => {
		const path = generate(['-t', 'ed25519'], 'correct horse');
		const text = readFileSync(path, 'utf8');
		const bytes = Buffer.from(text.replace(/-----.*-----/g, ''), 'base64');
		// Magic, cipher, derivation, length of its options, length of the salt, salt.
		bytes.writeUInt32BE(0xffff_ffff, 15 + 4 + 10 + 4 + 6 + 4 + 4 + 16);
		const armour = (what: string) => `-----${what} OPENSSH PRIVATE KEY-----\n`;
		writeFileSync(path, `${armour('BEGIN')}${bytes.toString('base64')}\n${armour('END')}`);
		await refused(path, /too long to check/);
		const pem = generate([...RSA, '-m', 'PKCS8'], 'correct horse');
		const der = Buffer.from(readFileSync(pem, 'utf8').replace(/-----.*-----/g, ''), 'base64');
		const rounds = der.indexOf(Buffer.from('02020800', 'hex'));
		assert.ok(rounds > 0, 'ssh-keygen no longer writes 2048 rounds');
		// The same length, but with digits that belonged to what comes after.
		der.set([0x02, 0x04, 0x7f, 0xff], rounds);
		const label = 'ENCRYPTED PRIVATE KEY-----';
		writeFileSync(pem, `-----BEGIN ${label}\n${der.toString('base64')}\n-----END ${label}\n`);
		await refused(pem, /too long to check/);
	});

	it('never fails in another way, whatever is in it', async () => {
		const texts = ['', 'correct horse'].flatMap((passphrase) =>
			[
				['-t', 'ed25519'],
				['-t', 'ecdsa', '-m', 'PEM'],
				['-t', 'ecdsa', '-m', 'PKCS8'],
			].map((kind) => readFileSync(generate(kind, passphrase), 'latin1')),
		);
		const path = join(folder, 'hurt');
		const place = fc.double({ min: 0, max: 1, noNaN: true });
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...texts),
				fc.tuple(place, place),
				fc.string({ maxLength: 6 }),
				async (text, places, junk) => {
					const [from = 0, to = 0] = places
						.map((part) => Math.floor(part * text.length))
						.sort((a, b) => a - b);
					writeFileSync(path, text.slice(0, from) + junk + text.slice(to), 'latin1');
					const file = await readKeyFile(path).catch(expectKeyFileError);
					if (!file?.privateText) return;
					await decryptKey(file.privateText, file.isEncrypted ? 'wrong' : undefined).catch(
						expectKeyFileError,
					);
				},
			),
			{ numRuns: 300 },
		);
	}).timeout(60_000);

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

function expectKeyFileError(error: unknown): undefined {
	assert.ok(error instanceof KeyFileError, String(error));
	return undefined;
}

const refused = (path: string, words: RegExp) =>
	assert.rejects(
		readKeyFile(path),
		(error: Error) => error instanceof KeyFileError && words.test(error.message),
	);
