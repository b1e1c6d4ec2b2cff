import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decryptKey } from '../../../../src/remote/keys/decryptKey.ts';
import { readKeyFile } from '../../../../src/remote/keys/keyFile.ts';
import { KeyFileError, WrongPassphrase } from '../../../../src/remote/keys/keyFileError.ts';
import { readPpk } from '../../../../src/remote/keys/ppk.ts';
import { parsePublicKeyLine, publicKeyOf } from '../../../../src/remote/keys/publicKey.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'ssh', 'ppk');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.ppk'));
const PASSPHRASE = 'correct horse';

const textOf = (name: string) => readFileSync(join(FOLDER, name), 'latin1');
const damaged = (error: unknown) => error instanceof KeyFileError && !(error instanceof WrongPassphrase);

describe("PuTTY's key file", () => {
	for (const name of NAMES) {
		const isEncrypted = name.includes('encrypted');
		const passphrase = isEncrypted ? PASSPHRASE : undefined;

		it(`is read: ${name}`, async () => {
			const expected = parsePublicKeyLine(readFileSync(join(FOLDER, name.replace('.ppk', '.pub')), 'utf8'));
			const file = (await readKeyFile(join(FOLDER, name))) ?? assert.fail();
			assert.equal(file.isEncrypted, isEncrypted);
			assert.deepEqual(file.publicKey, expected);
			const key = await decryptKey(file.privateText ?? '', passphrase);
			assert.deepEqual(publicKeyOf(key), expected);
		});

		it(`is not taken when it was changed: ${name}`, async () => {
			const text = textOf(name);
			await assert.rejects(decryptKey(text.replace('Comment: ada', 'Comment: eve'), passphrase), damaged);
			await assert.rejects(decryptKey(text.replace(/(Private-MAC: ....).*/, '$1'), passphrase), damaged);
			await assert.rejects(decryptKey(text.replace(/^Private-Lines[\s\S]*/m, ''), passphrase), damaged);
		});

		if (isEncrypted) {
			it(`tells a wrong passphrase: ${name}`, async () => {
				await assert.rejects(decryptKey(textOf(name), 'wrong'), WrongPassphrase);
				await assert.rejects(decryptKey(textOf(name), undefined), damaged);
			});
		}
	}

	it('may have the line ends of Windows', async () => {
		const text = textOf('v3-ed25519.ppk').replaceAll('\n', '\r\n');
		assert.ok(await decryptKey(text, undefined));
	});

	it('is refused when its passphrase would take for ever to check', () => {
		const text = textOf('v3-ed25519-encrypted.ppk');
		for (const line of [
			'Argon2-Memory: 4294967295',
			'Argon2-Passes: 4294967295',
			'Argon2-Parallelism: 999',
		]) {
			const [name] = line.split(':');
			const hostile = text.replace(new RegExp(`^${name}: .*`, 'm'), line);
			assert.notEqual(hostile, text);
			assert.throws(() => readPpk(hostile), /too much memory or time/);
		}
	});

	it('is refused in words when it is of another kind', () => {
		const text = textOf('v3-ed25519-encrypted.ppk');
		for (const [from, to, words] of [
			['File-3', 'File-1', /old version/],
			['aes256-cbc', 'rot13', /encrypted with rot13/],
			['Argon2id', 'Argon3', /Argon3/],
			['3: ssh-ed25519', '3: ssh-rsa', /public half is damaged/],
		] as const) {
			assert.throws(() => readPpk(text.replace(from, to)), words);
		}
	});

	it('never fails in another way, whatever is in it', async () => {
		const text = textOf('v2-ecdsa-nistp384.ppk');
		const anywhere = fc.nat(text.length - 1);
		await fc.assert(
			fc.asyncProperty(anywhere, anywhere, fc.string({ maxLength: 6 }), async (from, to, junk) => {
				const hurt = text.slice(0, Math.min(from, to)) + junk + text.slice(Math.max(from, to));
				await decryptKey(`PuTTY-User-Key-File-${hurt.slice(20)}`, undefined).catch((error) =>
					assert.ok(error instanceof KeyFileError, String(error)),
				);
			}),
			{ numRuns: 500 },
		);
	});
});
