import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateTrouble } from '../../../../src/remote/keys/certificateTrouble.ts';
import { decryptKey } from '../../../../src/remote/keys/decryptKey.ts';
import { identitiesFor } from '../../../../src/remote/keys/identities.ts';
import { signatureOf } from '../../../../src/remote/keys/signature.ts';
import type { SshSettings } from '../../../../src/remote/sshSettings.ts';
import { answering } from '../../../support/answering.ts';
import { certify, generateKey } from '../../../support/certify.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { settingsWith } from '../../../support/sshSettings.ts';
import { startAgent, type TestAgent, type TestAgentKey } from '../../../support/testAgent.ts';

const { signal } = new AbortController();
const GOOD = '-1h:+1h';
const EXPIRED = '20260102030405:20260203040506';
const END = new Date(2026, 1, 3, 4, 5, 6);

describe('certificates to offer', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-offers-'));
	const authority = generateKey(join(folder, 'authority'), '-t', 'ed25519');
	let agent: TestAgent | undefined;
	let count = 0;
	afterEach(() => {
		agent?.close();
		agent = undefined;
	});
	after(() => rmSync(folder, { recursive: true }));

	const key = () => generateKey(join(folder, `id${count++}`), '-t', 'ed25519');
	const certifiedKey = (validity = GOOD, ...more: readonly string[]) => {
		const path = key();
		return { path, certificate: certify(path, { authority, validity, more }) };
	};
	/** What an agent holds after `ssh-add`, which adds the certificate beside a key as well. */
	const heldCertificate = async (
		path: string,
		{ blob }: { readonly blob: Buffer },
	): Promise<TestAgentKey> => {
		const privateKey = await decryptKey(readFileSync(path, 'utf8'), undefined);
		return { blob, sign: (data) => signatureOf(privateKey, data, 'ssh-ed25519') };
	};
	const offersOf = async (facts: Partial<SshSettings>, ask = answering()) => {
		const skipped: string[] = [];
		const options = {
			title: 'Sign in to practice',
			ask,
			log: new MemoryLog(),
			onSkipped: (words: string) => void skipped.push(words),
		};
		const labels: string[] = [];
		for await (const { label } of identitiesFor(settingsWith(facts), options, signal)) labels.push(label);
		return { labels, skipped };
	};
	const troubleOf = (facts: Partial<SshSettings>) =>
		certificateTrouble(settingsWith(facts), new MemoryLog(), signal);

	it('come before the plain key', async () => {
		const { path } = certifiedKey();
		const { labels } = await offersOf({ identityFiles: [path] });
		assert.deepEqual(labels, [`certificate ${path}-cert.pub`, `key ${path}`]);
	});

	it('sign with the plain algorithm and the key in the file', async () => {
		const { path, certificate } = certifiedKey();
		const options = { title: '', ask: answering(), log: new MemoryLog(), onSkipped: () => {} };
		const { value } = await identitiesFor(settingsWith({ identityFiles: [path] }), options, signal).next();
		const identity = value ?? assert.fail();
		assert.deepEqual(identity.publicKey, certificate);
		assert.deepEqual(identity.algorithms, ['ssh-ed25519-cert-v01@openssh.com']);
		assert.equal(identity.certificate?.keyId, 'ada of practice');
		assert.deepEqual([identity.signsSilently, identity.needsPerson], [true, false]);
		const data = Buffer.from('to be signed');
		const expected = signatureOf(
			await decryptKey(readFileSync(path, 'utf8'), undefined),
			data,
			'ssh-ed25519',
		);
		assert.deepEqual(await identity.sign(data, 'ssh-ed25519', signal), expected);
	});

	it('are those that the configuration names, and then not those beside the keys', async () => {
		const [one, other] = [certifiedKey(), certifiedKey()];
		const moved = join(folder, 'moved-cert.pub');
		renameSync(`${other.path}-cert.pub`, moved);
		const facts = { identityFiles: [one.path, other.path], certificateFiles: [moved] };
		const { labels } = await offersOf(facts);
		assert.deepEqual(labels, [`certificate ${moved}`, `key ${one.path}`, `key ${other.path}`]);
	});

	it('are signed for by the agent where that holds the plain key', async () => {
		const { path } = certifiedKey();
		agent = await startAgent({ 'ada@laptop': await decryptKey(readFileSync(path, 'utf8'), undefined) });
		for (const identitiesOnly of [true, false]) {
			const certificateFiles = [`${path}-cert.pub`];
			const { labels } = await offersOf({ certificateFiles, identitiesOnly, identityAgent: agent.path });
			const others = identitiesOnly ? [] : ['agent key ada@laptop'];
			assert.deepEqual(labels, [`certificate ${path}-cert.pub (by the agent)`, ...others]);
		}
	});

	it('of the agent come before all plain keys', async () => {
		const { path, certificate } = certifiedKey();
		agent = await startAgent({
			'plain@laptop': await decryptKey(readFileSync(key(), 'utf8'), undefined),
			'ada@laptop': await heldCertificate(path, certificate),
		});
		const file = key();
		const { labels } = await offersOf({ identityFiles: [file], identityAgent: agent.path });
		assert.deepEqual(labels, ['agent certificate ada@laptop', `key ${file}`]);
	});

	it('of the agent are two at most, with its keys', async () => {
		const held: Record<string, TestAgentKey> = {};
		for (const name of ['one', 'two', 'three']) {
			const { path, certificate } = certifiedKey();
			held[name] = await heldCertificate(path, certificate);
		}
		agent = await startAgent({ plain: await decryptKey(readFileSync(key(), 'utf8'), undefined), ...held });
		const { labels, skipped } = await offersOf({ identityAgent: agent.path });
		assert.deepEqual(labels, ['agent certificate one', 'agent certificate two']);
		assert.deepEqual(skipped, [
			'2 more keys of the agent were not offered; name the right one with IdentityFile',
		]);
	});

	it('of the agent are not among them with IdentitiesOnly, as with OpenSSH', async () => {
		const { path, certificate } = certifiedKey();
		agent = await startAgent({ 'ada@laptop': await heldCertificate(path, certificate) });
		const { labels } = await offersOf({ identitiesOnly: true, identityAgent: agent.path });
		assert.deepEqual(labels, []);
	});

	it('are told of and left out when they have expired or are not good yet', async () => {
		const [past, future, now] = [certifiedKey(EXPIRED), certifiedKey('+1d:+2d'), certifiedKey()];
		const { labels, skipped } = await offersOf({ identityFiles: [past.path, future.path, now.path] });
		assert.deepEqual(labels, [
			`certificate ${now.path}-cert.pub`,
			`key ${past.path}`,
			`key ${future.path}`,
			`key ${now.path}`,
		]);
		const when = END.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
		assert.equal(skipped[0], `certificate ${past.path}-cert.pub (not offered: it expired at ${when})`);
		assert.match(skipped[1] ?? '', /good only from/);
	});

	it("are none of a host's, and none that the configuration does not accept", async () => {
		const [host, rsa] = [certifiedKey(GOOD, '-h'), certifiedKey()];
		const accepted = { publicKey: ['ssh-ed25519'] };
		const facts = { identityFiles: [host.path, rsa.path], algorithms: accepted };
		const { labels } = await offersOf(facts);
		assert.deepEqual(labels, [`key ${host.path}`, `key ${rsa.path}`]);
	});

	it('are told of when they are missing, no certificate, or for a key that is not here', async () => {
		const { path } = certifiedKey();
		const plain = `${key()}.pub`;
		const alone = join(folder, 'alone-cert.pub');
		renameSync(`${path}-cert.pub`, alone);
		const certificateFiles = [join(folder, 'missing'), plain, alone];
		const { labels, skipped } = await offersOf({ certificateFiles });
		assert.deepEqual(labels, []);
		assert.deepEqual(skipped, [
			`certificate ${certificateFiles[0]} (not readable: there is no such file)`,
			`certificate ${plain} (not readable: not a certificate)`,
			`certificate ${alone} (its private key was not found)`,
		]);
	});

	it('are offered once the passphrase tells which key is in a PEM file', async () => {
		const path = key();
		const certificateFiles = [`${path}-cert.pub`];
		certify(path, { authority });
		const privateKey = await decryptKey(readFileSync(path, 'utf8'), undefined);
		const locked = { cipher: 'aes-256-cbc', passphrase: 'correct horse' };
		writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem', ...locked }));
		rmSync(`${path}.pub`);
		const ask = answering(['correct horse']);
		const { labels } = await offersOf({ identityFiles: [path], certificateFiles }, ask);
		assert.deepEqual(labels, [`certificate ${path}-cert.pub`, `key ${path}`]);
		assert.equal(ask.asked.length, 1);
	});

	describe('that have expired', () => {
		it('are trouble before a connection is made', async () => {
			const { path } = certifiedKey(EXPIRED);
			assert.deepEqual(await troubleOf({ alias: 'practice', identityFiles: [path] }), {
				kind: 'certificateExpired',
				host: 'practice',
				file: `${path}-cert.pub`,
				validBefore: END.toISOString(),
			});
		});

		it('are trouble in the agent, and where a file names only them', async () => {
			const { path, certificate } = certifiedKey(EXPIRED);
			agent = await startAgent({
				'ada@laptop': await heldCertificate(path, certificate),
				'ada@laptop (plain)': await decryptKey(readFileSync(path, 'utf8'), undefined),
			});
			assert.equal((await troubleOf({ identityAgent: agent.path }))?.file, 'ada@laptop');
			const certificateFiles = [`${path}-cert.pub`];
			const facts = { certificateFiles, identitiesOnly: true, identityAgent: agent.path };
			assert.equal((await troubleOf(facts))?.file, `${path}-cert.pub`);
		});

		it('name the one that was good the longest', async () => {
			const [one, other] = [certifiedKey(EXPIRED), certifiedKey('20250102030405:20250203040506')];
			const trouble = await troubleOf({ identityFiles: [other.path, one.path] });
			assert.equal(trouble?.file, `${one.path}-cert.pub`);
		});

		it('are none where anything else could sign in', async () => {
			const { path } = certifiedKey(EXPIRED);
			assert.equal(await troubleOf({ identityFiles: [path, key()] }), undefined);
			assert.equal(await troubleOf({ identityFiles: [path, certifiedKey().path] }), undefined);
			agent = await startAgent({ other: await decryptKey(readFileSync(key(), 'utf8'), undefined) });
			const facts = { identityFiles: [path], identityAgent: agent.path };
			assert.equal(await troubleOf(facts), undefined);
			assert.notEqual(await troubleOf({ ...facts, identitiesOnly: true }), undefined);
		});

		it('are none where a better one was made for the same key', async () => {
			const { path } = certifiedKey(EXPIRED);
			const old = join(folder, 'old-cert.pub');
			renameSync(`${path}-cert.pub`, old);
			certify(path, { authority });
			const facts = { identityFiles: [path], certificateFiles: [old, `${path}-cert.pub`] };
			assert.equal(await troubleOf(facts), undefined);
		});

		it('are none where keys are turned off', async () => {
			const { path } = certifiedKey(EXPIRED);
			assert.equal(await troubleOf({ identityFiles: [path], methodsOff: ['publickey'] }), undefined);
			const preferredMethods = ['keyboard-interactive'];
			assert.equal(await troubleOf({ identityFiles: [path], preferredMethods }), undefined);
		});

		it('are none where there are none', async () => {
			assert.equal(await troubleOf({ identityFiles: [key(), join(folder, 'missing')] }), undefined);
		});
	});
});
