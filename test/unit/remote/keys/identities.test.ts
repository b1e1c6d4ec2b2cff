import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAbort } from '../../../../src/base/abort.ts';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { identitiesFor } from '../../../../src/remote/keys/identities.ts';
import type { Identity } from '../../../../src/remote/keys/identity.ts';
import { type PublicKey, publicKeyOf } from '../../../../src/remote/keys/publicKey.ts';
import type { SshSettings } from '../../../../src/remote/sshSettings.ts';
import { WireReader, wireString, wireUint32 } from '../../../../src/remote/sshWire.ts';
import { type AnsweringAsk, answering } from '../../../support/answering.ts';
import { writePublicKey } from '../../../support/certify.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { createSecurityKey, SECURITY_KEY_TYPES } from '../../../support/securityKey.ts';
import { settingsWith } from '../../../support/sshSettings.ts';
import { startAgent, type TestAgent } from '../../../support/testAgent.ts';

const { signal } = new AbortController();
const generate = () => generateKeyPairSync('ed25519').privateKey;
const DATA = Buffer.from('to be signed');

describe('the keys to offer', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-identities-'));
	const skipped: string[] = [];
	const log = new MemoryLog();
	let agent: TestAgent | undefined;
	afterEach(() => {
		agent?.close();
		agent = undefined;
		skipped.length = 0;
	});
	after(() => rmSync(folder, { recursive: true }));

	const fileWith = (name: string, key = generate(), passphrase?: string) => {
		const locked = passphrase ? { cipher: 'aes-256-cbc', passphrase } : {};
		writeFileSync(join(folder, name), key.export({ type: 'pkcs8', format: 'pem', ...locked }));
		return join(folder, name);
	};
	const keysFor = (facts: Partial<SshSettings>, ask: AnsweringAsk = answering(), before?: PublicKey) => {
		const onSkipped = (words: string) => void skipped.push(words);
		return identitiesFor(
			settingsWith(facts),
			{ title: 'Sign in to practice', ask, log, onSkipped, ...(before && { before }) },
			signal,
		);
	};
	const labels = async (keys: AsyncIterable<Identity>) => {
		const found: string[] = [];
		for await (const { label } of keys) found.push(label);
		return found;
	};

	it('are the files in the order of the configuration, without those that are missing', async () => {
		const [a, b] = [fileWith('a'), fileWith('b')];
		const keys = keysFor({ identityFiles: [a, join(folder, 'missing'), b] });
		assert.deepEqual(await labels(keys), [`key ${a}`, `key ${b}`]);
	});

	it('are signed for by the agent where it holds them', async () => {
		const [held, other] = [generate(), generate()];
		agent = await startAgent({ 'ada@laptop': other, 'ada@desktop': held });
		const file = fileWith('held', held);
		const keys = keysFor({ identityFiles: [file], identityAgent: agent.path });
		const first = (await keys.next()).value ?? assert.fail();
		assert.equal(first.label, `key ${file} (by the agent)`);
		assert.equal(first.signsSilently, false);
		await first.sign(DATA, 'ssh-ed25519', signal);
		assert.deepEqual(agent.signedWith, ['ada@desktop']);
		assert.deepEqual(await labels(keys), ['agent key ada@laptop']);
	});

	it('are two at most where the configuration lists none', async () => {
		agent = await startAgent({ one: generate(), two: generate(), three: generate() });
		assert.deepEqual(await labels(keysFor({ identityAgent: agent.path })), [
			'agent key one',
			'agent key two',
		]);
		assert.deepEqual(skipped, ['1 more key of the agent was not offered; name it with IdentityFile']);
	});

	it('are two at most of the default files, those first that the agent holds', async () => {
		const held = generate();
		agent = await startAgent({ 'ada@laptop': held });
		const identityFiles = [
			fileWith('a'),
			fileWith('b', generate(), 'locked'),
			fileWith('c'),
			fileWith('d', held),
		];
		const [a, b, c, d] = identityFiles;
		writePublicKey(`${d}.pub`, publicKeyOf(held) ?? assert.fail());
		const facts = { identityFiles, areIdentitiesDefault: true, identityAgent: agent.path };
		const ask = answering();
		assert.deepEqual(await labels(keysFor(facts, ask)), [`key ${d} (by the agent)`, `key ${a}`]);
		assert.deepEqual(ask.asked, []);
		assert.deepEqual(
			skipped,
			[b, c].map((path) => `key ${path} (not offered: name it with IdentityFile)`),
		);
	});

	it('are one of the agent and one of the default files where these are strangers to each other', async () => {
		agent = await startAgent({ 'in the agent': generate(), 'another one': generate() });
		const identityFiles = [fileWith('a'), fileWith('b')];
		const facts = { identityFiles, identityAgent: agent.path };
		assert.deepEqual(await labels(keysFor({ ...facts, areIdentitiesDefault: true })), [
			'agent key in the agent',
			`key ${identityFiles[0]}`,
		]);
		assert.equal(skipped.length, 2);
		const only = { ...facts, areIdentitiesDefault: true, identitiesOnly: true };
		assert.deepEqual(
			await labels(keysFor(only)),
			identityFiles.map((path) => `key ${path}`),
		);
	});

	it('count the one that was offered before, which does not come again', async () => {
		const [first, second] = [generate(), generate()];
		const identityFiles = [fileWith('a', first), fileWith('b', second), fileWith('c')];
		const before = publicKeyOf(first) ?? assert.fail();
		for (const [areIdentitiesDefault, expected] of [
			[true, ['b']],
			[false, ['b', 'c']],
		] as const) {
			skipped.length = 0;
			const keys = keysFor({ identityFiles, areIdentitiesDefault }, answering(), before);
			assert.deepEqual(
				await labels(keys),
				expected.map((name) => `key ${join(folder, name)}`),
			);
			assert.equal(skipped.length, areIdentitiesDefault ? 1 : 0);
		}
	});

	it('tell how many of the agent were left out', async () => {
		agent = await startAgent({ one: generate(), two: generate(), three: generate() });
		const facts = { identityFiles: [fileWith('a'), fileWith('b')], identityAgent: agent.path };
		assert.equal((await labels(keysFor(facts))).length, 2);
		assert.deepEqual(skipped, [
			'3 more keys of the agent were not offered; name the right one with IdentityFile',
		]);
	});

	it('are the listed ones alone with IdentitiesOnly', async () => {
		agent = await startAgent({ one: generate() });
		const file = fileWith('a');
		const keys = keysFor({ identityFiles: [file], identitiesOnly: true, identityAgent: agent.path });
		assert.deepEqual(await labels(keys), [`key ${file}`]);
	});

	it('do not depend on an agent that is gone', async () => {
		const file = fileWith('a');
		const keys = keysFor({ identityFiles: [file], identityAgent: join(folder, 'gone') });
		assert.deepEqual(await labels(keys), [`key ${file}`]);
		assert.match(log.lines.join('\n'), /No keys from the agent: connect ENOENT/);
	});

	it('stay open once the passphrase was told, for other connections too', async () => {
		const key = generate();
		const file = fileWith('locked', key, 'correct horse');
		writePublicKey(`${file}.pub`, publicKeyOf(key) ?? assert.fail());
		const ask = answering(['correct horse']);
		const { value } = await keysFor({ identityFiles: [file] }, ask).next();
		const identity = value ?? assert.fail();
		assert.deepEqual([identity.needsPerson, identity.signsSilently], [true, false]);
		const attempt = new AbortController();
		await identity.sign(DATA, 'ssh-ed25519', attempt.signal);
		attempt.abort();
		assert.deepEqual([identity.needsPerson, identity.signsSilently], [false, true]);
		await identity.sign(DATA, 'ssh-ed25519', new AbortController().signal);
		assert.equal(ask.asked.length, 1);
	});

	it('may be asked for again after a question was dismissed', async () => {
		const key = generate();
		const file = fileWith('locked', key, 'correct horse');
		writePublicKey(`${file}.pub`, publicKeyOf(key) ?? assert.fail());
		const { value } = await keysFor(
			{ identityFiles: [file] },
			answering([undefined, 'correct horse']),
		).next();
		const identity = value ?? assert.fail();
		await assert.rejects(identity.sign(DATA, 'ssh-ed25519', signal), isAbort);
		await identity.sign(DATA, 'ssh-ed25519', signal);
	});

	it('are told of, and passed over, when no passphrase opens one that shows nothing without', async () => {
		const [file, other] = [fileWith('bolted', generate(), 'correct horse'), fileWith('a')];
		const wrong = answering(() => 'wrong');
		assert.deepEqual(await labels(keysFor({ identityFiles: [file, other] }, wrong)), [`key ${other}`]);
		assert.equal(wrong.asked.length, 3);
		assert.deepEqual(skipped, [`key ${file} (no passphrase opened it)`]);
	});

	it('are left out where the configuration does not accept their kind', async () => {
		const rsa = fileWith('rsa', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
		const file = fileWith('a');
		const facts = { identityFiles: [rsa, file], algorithms: { publicKey: ['ssh-ed25519'] } };
		assert.deepEqual(await labels(keysFor(facts)), [`key ${file}`]);
		assert.deepEqual(skipped, [`key ${rsa} (PubkeyAcceptedAlgorithms does not allow ssh-rsa)`]);
	});

	for (const type of SECURITY_KEY_TYPES) {
		it(`may be in a device that the agent asks: ${type}`, async () => {
			const device = createSecurityKey(type);
			agent = await startAgent({ 'ada@token': device });
			const file = join(folder, 'device.pub');
			writePublicKey(file, device.publicKey);
			const keys = keysFor({ identityFiles: [file], identityAgent: agent.path });
			const { value } = await keys.next();
			const identity = value ?? assert.fail();
			assert.deepEqual(identity.publicKey, device.publicKey);
			assert.deepEqual([identity.needsPerson, identity.signsSilently], [true, false]);
			// Whole, with what the device adds behind the signature.
			const signature = new WireReader(await identity.sign(DATA, type, signal));
			assert.equal(signature.text(), type);
			signature.string();
			assert.deepEqual(signature.take(5), Buffer.of(1, 0, 0, 0, 7));
			assert.equal(signature.isAtEnd, true);
		});
	}

	it('are told of when their private half is somewhere else', async () => {
		const alone = join(folder, 'alone.pub');
		writePublicKey(alone, publicKeyOf(generate()) ?? assert.fail());
		const device = join(folder, 'device');
		const { publicKey } = createSecurityKey('sk-ssh-ed25519@openssh.com');
		const parts = [wireString('none'), wireString('none'), wireString(''), wireUint32(1)];
		const whole = [Buffer.from('openssh-key-v1\0'), ...parts, wireString(publicKey.blob), wireString('…')];
		const armour = (what: string) => `-----${what} OPENSSH PRIVATE KEY-----\n`;
		const text = `${Buffer.concat(whole).toString('base64')}\n`;
		writeFileSync(device, armour('BEGIN') + text + armour('END'));
		assert.deepEqual(await labels(keysFor({ identityFiles: [alone, device] })), []);
		assert.deepEqual(skipped, [
			`key ${alone} (its private half is not in the agent)`,
			`key ${device} (a security key: add it to your agent with ssh-add)`,
		]);
	});

	it('say why the agent does not sign', async () => {
		agent = await startAgent({ one: generate() }, true);
		const { value } = await keysFor({ identityAgent: agent.path }).next();
		await assert.rejects(
			(value ?? assert.fail()).sign(DATA, 'ssh-ed25519', signal),
			/answered with message 5/,
		);
	});

	it('ask for a passphrase only to sign, once, and again after a wrong one', async () => {
		const key = generate();
		const file = fileWith('locked', key, 'correct horse');
		writeFileSync(`${file}.pub`, `ssh-ed25519 ${publicKeyOf(key)?.blob.toString('base64')} ada@laptop\n`);
		const ask = answering(['wrong', 'correct horse']);
		const { value: identity } = await keysFor({ identityFiles: [file] }, ask).next();
		assert.equal(ask.asked.length, 0);
		await identity?.sign(DATA, 'ssh-ed25519', signal);
		await identity?.sign(DATA, 'ssh-ed25519', signal);
		const question = { title: 'Sign in to practice', hidden: true, keepAs: `passphrase:${file}` };
		assert.deepEqual(ask.asked, [
			{ ...question, prompt: `Passphrase of the key ${file}` },
			{ ...question, prompt: `That passphrase does not open the key ${file}. Try again.` },
		]);
		assert.deepEqual(ask.forgotten, [`passphrase:${file}`]);
		assert.deepEqual(ask.right, [`passphrase:${file}`]);
	});

	it('are given up after three wrong passphrases, or when the person does not answer', async () => {
		const key = generate();
		const file = fileWith('locked', key, 'correct horse');
		writeFileSync(`${file}.pub`, `ssh-ed25519 ${publicKeyOf(key)?.blob.toString('base64')}\n`);
		const wrong = answering(() => 'wrong');
		const { value: first } = await keysFor({ identityFiles: [file] }, wrong).next();
		await assert.rejects(first?.sign(DATA, 'ssh-ed25519', signal) ?? assert.fail());
		assert.equal(wrong.asked.length, 3);
		assert.deepEqual(wrong.right, []);
		const { value: second } = await keysFor({ identityFiles: [file] }, answering()).next();
		await assert.rejects(second?.sign(DATA, 'ssh-ed25519', signal) ?? assert.fail(), isAbort);
	});

	it('tell of a file that cannot be read, and go on', async () => {
		const bad = join(folder, 'bad');
		writeFileSync(bad, 'my shopping list');
		const good = fileWith('a');
		assert.deepEqual(await labels(keysFor({ identityFiles: [bad, good] })), [`key ${good}`]);
		assert.deepEqual(skipped, [`key ${bad} (not readable: not a private key)`]);
	});

	it('stop at a file that the person chose for this host and that cannot be read', async () => {
		const missing = join(folder, 'missing');
		const keys = keysFor({ identityFiles: [missing], namedIdentityFile: missing });
		await assert.rejects(
			keys.next(),
			(error) => error instanceof ProblemError && error.problem.kind === 'keyUnreadable',
		);
	});
});
