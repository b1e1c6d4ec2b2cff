import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { judgeCertificate } from '../../../../src/remote/hostKeys/certificateVerdict.ts';
import {
	certifiedKey,
	type HostCertificate,
	parseHostCertificate,
	troubleWith,
} from '../../../../src/remote/hostKeys/hostCertificate.ts';
import { linesAbout, parseKnownHosts } from '../../../../src/remote/hostKeys/knownHosts.ts';
import { parsePublicKeyLine } from '../../../../src/remote/keys/publicKey.ts';
import { openLink } from '../../../../src/remote/link/openLink.ts';
import { SignInMemory } from '../../../../src/remote/signIn/signInMemory.ts';
import { answering } from '../../../support/answering.ts';
import { startCertifiedServer } from '../../../support/certifiedServer.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { settingsWith } from '../../../support/sshSettings.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

describe('a host certificate', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-cert-'));
	const make = (name: string, ...kind: readonly string[]) => {
		execFileSync('ssh-keygen', ['-q', ...kind, '-N', '', '-C', name, '-f', join(folder, name)]);
		return join(folder, name);
	};
	const certify = (ca: string, key: string, ...options: readonly string[]): Buffer => {
		execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'login node 1', ...options, `${key}.pub`]);
		return keyIn(`${key}-cert.pub`).blob;
	};
	let ca: string;
	let host: string;
	before(() => {
		ca = make('ca', '-t', 'ed25519');
		host = make('host', '-t', 'ed25519');
	});

	for (const kind of [
		'-t ed25519',
		'-t rsa -b 1024',
		'-t ecdsa -b 256',
		'-t ecdsa -b 384',
		'-t ecdsa -b 521',
	]) {
		it(`is read and its signature checked, for keys of ssh-keygen ${kind}`, () => {
			const name = kind.replaceAll(' ', '');
			const [authority, key] = [
				make(`ca${name}`, ...kind.split(' ')),
				make(`host${name}`, ...kind.split(' ')),
			];
			const options = ['-h', '-n', 'login1,login2', '-V', '20260101Z:20270101Z', '-z', '7'];
			const blob = certify(authority, key, ...options);
			const certificate = parsed(blob);
			assert.deepEqual(certificate.key, keyIn(`${key}.pub`));
			assert.deepEqual(certifiedKey(blob), certificate.key);
			assert.deepEqual(certificate.authority, keyIn(`${authority}.pub`));
			assert.equal(certificate.id, 'login node 1');
			assert.deepEqual(certificate.principals, ['login1', 'login2']);
			assert.ok(certificate.isForHost);
			assert.equal(certificate.isSigned, true);
			assert.equal(Number(certificate.validFrom), Date.UTC(2026, 0, 1) / 1000);
			assert.equal(Number(certificate.validUntil), Date.UTC(2027, 0, 1) / 1000);
			assert.equal(troubleWith(certificate, 'login2', NOW), undefined);
		});
	}

	it('counts up to the last second of its time', () => {
		const certificate = parsed(certify(ca, host, '-h', '-V', '20260101Z:20270101Z'));
		const at = (text: string) => troubleWith(certificate, 'login1', new Date(text))?.kind;
		assert.equal(at('2025-12-31T23:59:59Z'), 'notYetValid');
		assert.equal(at('2026-01-01T00:00:00Z'), undefined);
		assert.equal(at('2026-12-31T23:59:59Z'), undefined);
		assert.equal(at('2027-01-01T00:00:00Z'), 'expired');
		const expired = troubleWith(certificate, 'login1', new Date('2027-06-01'));
		assert.deepEqual(expired, { kind: 'expired', until: '2027-01-01 00:00 UTC' });
	});

	it('without limits of time counts always', () => {
		const certificate = parsed(certify(ca, host, '-h', '-V', 'always:forever'));
		assert.equal(troubleWith(certificate, 'login1', NOW), undefined);
	});

	it('of a person is none of a host', () => {
		const certificate = parsed(certify(ca, host, '-n', 'login1'));
		assert.equal(troubleWith(certificate, 'login1', NOW)?.kind, 'notForHosts');
	});

	it('signed with SHA-1 is not supported', () => {
		const rsa = make('ca-sha1', '-t', 'rsa', '-b', '1024');
		const certificate = parsed(certify(rsa, host, '-h', '-n', 'login1', '-t', 'ssh-rsa'));
		assert.equal(certificate.isSigned, undefined);
		assert.equal(troubleWith(certificate, 'login1', NOW)?.kind, 'unsupported');
	});

	it('with any byte changed, or cut off, is not trusted', () => {
		const blob = certify(ca, host, '-h', '-n', 'login1', '-V', 'always:forever');
		const known = parseKnownHosts(`@cert-authority * ${line(ca)}`, 'known_hosts');
		const isTrusted = (bytes: Buffer) => {
			const certificate = parseHostCertificate(bytes);
			const lines = linesAbout(known, 'login1');
			return certificate && judgeCertificate(lines, 'login1', certificate, NOW).kind === 'trusted';
		};
		assert.ok(isTrusted(blob));
		fc.assert(
			fc.property(fc.nat(blob.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
				const changed = Buffer.from(blob);
				changed[at] = (changed[at] ?? 0) ^ change;
				assert.ok(!isTrusted(changed));
				assert.ok(!isTrusted(blob.subarray(0, at)));
			}),
			{ numRuns: 300 },
		);
		assert.ok(!isTrusted(Buffer.concat([blob, Buffer.of(0)])));
	});

	it('that is no certificate at all is refused without a crash', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				const type = Buffer.from('\0\0\0\x20ssh-ed25519-cert-v01@openssh.com', 'latin1');
				assert.equal(parseHostCertificate(Buffer.concat([type, bytes])), undefined);
			}),
		);
	});

	describe('shown by a server', () => {
		const connect = async (certificate: Buffer, signer: string) => {
			const server = await startCertifiedServer(certificate, readFileSync(signer, 'utf8'));
			const file = join(folder, 'known_hosts');
			writeFileSync(file, `@cert-authority 127.0.0.1 ${line(ca)}\n`);
			const settings = settingsWith({ port: server.port, userKnownHostsFiles: [file] });
			const ask = answering([], true);
			const memory = new SignInMemory();
			const options = { ask, log: new MemoryLog(), onStep: () => {}, memory, isAttended: true };
			try {
				const link = await openLink(settings, undefined, options, new AbortController().signal);
				await link.dispose();
			} catch (error) {
				assert.ok(error instanceof ProblemError);
				return { problem: error.problem, attempts: server.attempts, asked: ask.asked };
			} finally {
				await server.close();
			}
			return { problem: undefined, attempts: server.attempts, asked: ask.asked };
		};

		it('that holds its key lets people in', async () => {
			const { problem, attempts } = await connect(certify(ca, host, '-h', '-n', '127.0.0.1'), host);
			assert.equal(problem, undefined);
			assert.equal(attempts.length, 1);
		});

		it('that does not hold its key lets nobody in, and hears nothing', async () => {
			const thief = make('thief', '-t', 'ed25519');
			const { problem, attempts } = await connect(certify(ca, host, '-h', '-n', '127.0.0.1'), thief);
			assert.ok(problem?.kind === 'cannotReach');
			assert.match(problem.detail, /signature verification failed/);
			assert.deepEqual(attempts, []);
		});

		it('that changed it lets nobody in, and nobody is asked', async () => {
			const blob = Buffer.from(certify(ca, host, '-h', '-n', '127.0.0.2'));
			blob.write('1', blob.indexOf('127.0.0.2') + 8);
			const { problem, attempts, asked } = await connect(blob, host);
			assert.ok(problem?.kind === 'hostCertificateRefused');
			assert.equal(problem.trouble.kind, 'badSignature');
			assert.deepEqual([attempts, asked], [[], []]);
		});

		it('that cut it off lets nobody in', async () => {
			const blob = certify(ca, host, '-h', '-n', '127.0.0.1');
			const { problem } = await connect(blob.subarray(0, -5), host);
			assert.ok(problem?.kind === 'hostCertificateRefused');
			assert.equal(problem.trouble.kind, 'malformed');
		});
	});
});

const keyIn = (path: string) => parsePublicKeyLine(readFileSync(path, 'utf8')) ?? assert.fail(path);
const line = (path: string) => readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');

function parsed(blob: Buffer): HostCertificate {
	const certificate = parseHostCertificate(blob);
	assert.ok(certificate);
	return certificate;
}
