import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Certificate, parseCertificate, validityAt } from '../../../../src/remote/keys/certificate.ts';
import { readPublicKeyFile } from '../../../../src/remote/keys/keyFile.ts';
import { fingerprintOf } from '../../../../src/remote/keys/publicKey.ts';
import { type CertifyOptions, certify, generateKey, writePublicKey } from '../../../support/certify.ts';
import { createSecurityKey, SECURITY_KEY_TYPES } from '../../../support/securityKey.ts';

const KINDS = ['ed25519', 'ecdsa -b 256', 'ecdsa -b 384', 'ecdsa -b 521', 'rsa -b 1024'];

describe('a certificate', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-certificate-'));
	const authority = generateKey(join(folder, 'authority'), '-t', 'ed25519');
	const path = join(folder, 'id');
	before(() => generateKey(path, '-t', 'ed25519'));
	after(() => rmSync(folder, { recursive: true }));

	const certified = (options: Partial<CertifyOptions> = {}): Certificate =>
		parseCertificate(certify(path, { authority, ...options })) ?? assert.fail();

	it('says what ssh-keygen -L says', () => {
		const more = ['-z', '18446744073709551615', '-O', 'force-command=id', '-O', 'source-address=127.0.0.1'];
		const validity = '20260102030405:20260203040506';
		const found = certified({ validity, principals: 'ada,ada-admin', more });
		const shown = execFileSync('ssh-keygen', ['-L', '-f', `${path}-cert.pub`], { encoding: 'utf8' });
		const { validAfter, validBefore } = found;
		for (const words of [
			`Type: ${found.publicKey.type} user certificate`,
			`Public key: ED25519-CERT ${fingerprintOf(found.certifiedKey)}`,
			`Signing CA: ED25519 ${found.authority} `,
			`Key ID: "${found.keyId}"`,
			`Serial: ${found.serial}`,
		]) {
			assert.ok(shown.includes(words), `${words} is not in ${shown}`);
		}
		assert.equal(found.serial, 2n ** 64n - 1n);
		assert.deepEqual(found.principals, ['ada', 'ada-admin']);
		assert.deepEqual(found.criticalOptions, ['force-command', 'source-address']);
		assert.deepEqual(
			[validAfter, validBefore],
			[new Date(2026, 0, 2, 3, 4, 5), new Date(2026, 1, 3, 4, 5, 6)],
		);
	});

	for (const kind of KINDS) {
		it(`knows the key that it certifies: ${kind}`, async () => {
			const own = generateKey(join(folder, kind.replaceAll(' ', '')), '-t', ...kind.split(' '));
			const found = parseCertificate(certify(own, { authority })) ?? assert.fail();
			assert.deepEqual(found.certifiedKey, await readPublicKeyFile(`${own}.pub`));
		});
	}

	for (const type of SECURITY_KEY_TYPES) {
		it(`knows the key that it certifies: ${type}`, () => {
			const { publicKey } = createSecurityKey(type);
			const own = join(folder, type);
			writePublicKey(`${own}.pub`, publicKey);
			const found = parseCertificate(certify(own, { authority })) ?? assert.fail();
			assert.deepEqual(found.certifiedKey, publicKey);
		});
	}

	it("may be a host's", () => {
		assert.equal(certified({ more: ['-h'] }).kind, 'host');
		assert.equal(certified().kind, 'user');
	});

	it('may be good forever', () => {
		const found = certified({ validity: 'always:forever' });
		assert.deepEqual([found.validAfter, found.validBefore], [undefined, undefined]);
		assert.equal(validityAt(found, new Date(0)), 'valid');
		assert.equal(validityAt(found, new Date('9999-12-31')), 'valid');
	});

	it('is good until the moment that it names', () => {
		const found = certified({ validity: '20260102030405:20260203040506' });
		const end = found.validBefore?.getTime() ?? assert.fail();
		assert.equal(validityAt(found, new Date(end - 1)), 'valid');
		assert.equal(validityAt(found, new Date(end)), 'expired');
	});

	it('is good from the moment that it names, with some minutes for a clock that is behind', () => {
		const found = certified({ validity: '20260102030405:20260203040506' });
		const start = found.validAfter?.getTime() ?? assert.fail();
		assert.equal(validityAt(found, new Date(start)), 'valid');
		assert.equal(validityAt(found, new Date(start - 4 * 60_000)), 'valid');
		assert.equal(validityAt(found, new Date(start - 6 * 60_000)), 'notYet');
	});

	it('is none when it is a plain key', async () => {
		assert.equal(parseCertificate((await readPublicKeyFile(`${path}.pub`)) ?? assert.fail()), undefined);
	});

	it('is none wherever it is cut, and never a failure whatever its bytes are', () => {
		const { publicKey } = certified();
		const { type, blob } = publicKey;
		for (let length = 0; length < blob.length; length++) {
			assert.equal(parseCertificate({ type, blob: blob.subarray(0, length) }), undefined);
		}
		fc.assert(
			fc.property(fc.nat(blob.length - 1), fc.uint8Array({ maxLength: 12 }), (at, bytes) => {
				const damaged = Buffer.from(blob);
				damaged.set(bytes.subarray(0, damaged.length - at), at);
				parseCertificate({ type, blob: damaged });
			}),
			{ numRuns: 2000 },
		);
	});
});
