import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAbort } from '../../../../src/base/abort.ts';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { HostKeys } from '../../../../src/remote/hostKeys/hostKeys.ts';
import { hashName } from '../../../../src/remote/hostKeys/knownHosts.ts';
import { fingerprintOf, parsePublicKeyLine } from '../../../../src/remote/keys/publicKey.ts';
import type { SshSettings } from '../../../../src/remote/sshSettings.ts';
import { type AnsweringAsk, answering } from '../../../support/answering.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { settingsWith } from '../../../support/sshSettings.ts';

const LINE = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmfQmf0olbvTRBjGftNc4txSWlWSZBxYBZc8Wd7pqTf';
const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
const blobOf = (line: string) => (parsePublicKeyLine(line) ?? assert.fail()).blob;
const { signal } = new AbortController();

describe('HostKeys', () => {
	const file = () => join(mkdtempSync(join(tmpdir(), 'aif-keys-')), 'known_hosts');
	const settings = (facts: Partial<SshSettings>) =>
		settingsWith({ alias: 'practice', address: 'Login.Example.org', port: 22, ...facts });

	it('asks about an unknown host with its fingerprint, and keeps the key once it is proved', async () => {
		const path = file();
		const ask = answering([], true);
		const keys = await HostKeys.read(settings({ userKnownHostsFiles: [path] }), {
			ask,
			log: new MemoryLog(),
		});
		await keys.verify(blobOf(LINE), signal);
		assert.ok(!existsSync(path));
		await keys.keep();
		assert.equal(readFileSync(path, 'utf8'), `login.example.org ${LINE}\n`);
		const [question] = ask.asked;
		assert.ok(question && 'detail' in question);
		assert.match(question.detail, /ssh-ed25519/);
		assert.match(question.detail, /SHA256:[A-Za-z0-9+/]{43}(?!=)/);
	});

	it('answers at a rekey from memory', async () => {
		const ask = answering([], true);
		const keys = await HostKeys.read(settings({ userKnownHostsFiles: [file()] }), {
			ask,
			log: new MemoryLog(),
		});
		await keys.verify(blobOf(LINE), signal);
		await keys.verify(blobOf(LINE), signal);
		assert.equal(ask.asked.length, 1);
	});

	it('says nothing more when the person does not trust the host', async () => {
		const path = file();
		const keys = await HostKeys.read(settings({ userKnownHostsFiles: [path] }), {
			ask: answering(),
			log: new MemoryLog(),
		});
		await assert.rejects(keys.verify(blobOf(LINE), signal), isAbort);
		await keys.keep();
		assert.ok(!existsSync(path));
	});

	it('accepts an unknown host without asking where the configuration says so, and writes that down', async () => {
		const log = new MemoryLog();
		const ask = answering();
		const keys = await HostKeys.read(settings({ userKnownHostsFiles: [file()], unknownHostKey: 'accept' }), {
			ask,
			log,
		});
		await keys.verify(blobOf(LINE), signal);
		assert.equal(ask.asked.length, 0);
		assert.match(
			log.lines.join('\n'),
			/login\.example\.org is unknown; its key ssh-ed25519 SHA256:\S+ is accepted/,
		);
	});

	it('refuses an unknown host where the configuration says so', async () => {
		const keys = await HostKeys.read(settings({ unknownHostKey: 'refuse' }), {
			ask: answering([], true),
			log: new MemoryLog(),
		});
		await rejectsWith(keys.verify(blobOf(LINE), signal), 'hostKeyUnknown');
	});

	it('refuses a changed key whatever the configuration and the person say', async () => {
		const path = file();
		writeFileSync(path, `# kept by hand\nlogin.example.org ${OTHER}\n`);
		const ask = answering([], true);
		const facts = { userKnownHostsFiles: [path], unknownHostKey: 'accept' } as const;
		const keys = await HostKeys.read(settings(facts), { ask, log: new MemoryLog() });
		const problem = await rejectsWith(keys.verify(blobOf(LINE), signal), 'hostKeyChanged');
		assert.ok(problem.kind === 'hostKeyChanged');
		assert.deepEqual([problem.file, problem.line, problem.host], [path, 2, 'practice']);
		assert.equal(ask.asked.length, 0);
	});

	it('refuses a revoked key', async () => {
		const path = file();
		writeFileSync(path, `@revoked * ${LINE}\n`);
		const keys = await HostKeys.read(settings({ globalKnownHostsFiles: [path] }), {
			ask: answering([], true),
			log: new MemoryLog(),
		});
		await rejectsWith(keys.verify(blobOf(LINE), signal), 'hostKeyRevoked');
	});

	it('looks for the host under its HostKeyAlias', async () => {
		const path = file();
		writeFileSync(path, `cluster ${LINE}\n`);
		const facts = { userKnownHostsFiles: [path], hostKeyAlias: 'cluster', port: 2222 };
		const keys = await HostKeys.read(settings(facts), { ask: answering(), log: new MemoryLog() });
		await keys.verify(blobOf(LINE), signal);
	});

	it('shows the fingerprint that was known before a change, from whatever file and line', async () => {
		const [first, second] = [file(), file()];
		writeFileSync(first, `other.example.org ${LINE}\n`);
		writeFileSync(second, `\n${hashName('login.example.org', Buffer.alloc(20, 7))} ${OTHER}\n`);
		for (const facts of [
			{ userKnownHostsFiles: [first, second] },
			{ userKnownHostsFiles: [first], globalKnownHostsFiles: [`${first}.missing`, second] },
		]) {
			const keys = await HostKeys.read(settings(facts), { ask: answering(), log: new MemoryLog() });
			const problem = await rejectsWith(keys.verify(blobOf(LINE), signal), 'hostKeyChanged');
			assert.ok(problem.kind === 'hostKeyChanged');
			assert.deepEqual([problem.file, problem.line], [second, 2]);
			assert.equal(problem.known.fingerprint, fingerprintIn(OTHER));
			assert.equal(problem.fingerprint, fingerprintIn(LINE));
		}
	});

	it('keeps a new key in the first of several files', async () => {
		const [first, second] = [file(), file()];
		writeFileSync(second, `other.example.org ${LINE}\n`);
		const ask = answering([], true);
		const facts = { userKnownHostsFiles: [first, second] };
		const keys = await HostKeys.read(settings(facts), { ask, log: new MemoryLog() });
		await keys.verify(blobOf(LINE), signal);
		await keys.keep();
		assert.equal(readFileSync(first, 'utf8'), `login.example.org ${LINE}\n`);
		assert.equal(readFileSync(second, 'utf8'), `other.example.org ${LINE}\n`);
	});

	it('says in the log when a key cannot be kept, and goes on', async () => {
		const log = new MemoryLog();
		const folder = dirname(file());
		const facts = { userKnownHostsFiles: [folder], unknownHostKey: 'accept' } as const;
		const keys = await HostKeys.read(settings(facts), { ask: answering(), log });
		await keys.verify(blobOf(LINE), signal);
		await keys.keep();
		assert.match(log.lines.at(-1) ?? '', /^warn The host key of login\.example\.org is not kept: EISDIR/);
	});

	it('cannot do with algorithms that are none of ours', async () => {
		const facts = { algorithms: { hostKey: ['ssh-dss'] } };
		const read = HostKeys.read(settings(facts), { ask: answering(), log: new MemoryLog() });
		await rejectsWith(read, 'unsupportedSshSetting');
	});

	describe('with fingerprints that the site publishes', () => {
		const published = (publishedHostKeys: readonly string[], facts: Partial<SshSettings> = {}) => {
			const ask = answering([], true);
			const options = { ask, log: new MemoryLog(), publishedHostKeys };
			return HostKeys.read(settings(facts), options).then((keys) => ({ ask, keys }));
		};
		const detailOf = (ask: AnsweringAsk) => {
			const [question] = ask.asked;
			assert.ok(question && 'detail' in question);
			return question.detail;
		};

		for (const entry of [
			fingerprintIn(LINE),
			`${fingerprintIn(LINE)}=`,
			`ssh-ed25519 ${fingerprintIn(LINE)}`,
		]) {
			it(`says that the key is one of them: ${entry}`, async () => {
				const { keys, ask } = await published(['SHA256:other', entry]);
				await keys.verify(blobOf(LINE), signal);
				assert.match(detailOf(ask), /This is one of the fingerprints that the site publishes/);
			});
		}

		it('refuses a key that is none of them, whatever the configuration and the person say', async () => {
			for (const unknownHostKey of ['ask', 'accept', 'refuse'] as const) {
				const { keys, ask } = await published([fingerprintIn(OTHER)], { unknownHostKey });
				const problem = await rejectsWith(keys.verify(blobOf(LINE), signal), 'hostKeyNotPublished');
				assert.ok(problem.kind === 'hostKeyNotPublished');
				assert.deepEqual(problem.published, [fingerprintIn(OTHER)]);
				assert.equal(ask.asked.length, 0);
			}
		});

		it('asks about a key of a kind that the site says nothing of', async () => {
			const { keys, ask } = await published([`ssh-rsa ${fingerprintIn(OTHER)}`]);
			await keys.verify(blobOf(LINE), signal);
			assert.match(detailOf(ask), /Compare it with the one that the site publishes/);
		});

		it('asks an unknown host for a key of a kind that the site publishes', async () => {
			const { keys } = await published([`ecdsa-sha2-nistp384 ${fingerprintIn(OTHER)}`]);
			assert.equal(keys.algorithms[0], 'ecdsa-sha2-nistp384');
		});

		it('goes by known_hosts where the host is known', async () => {
			const path = file();
			writeFileSync(path, `login.example.org ${LINE}\n`);
			const { keys } = await published([fingerprintIn(OTHER)], { userKnownHostsFiles: [path] });
			await keys.verify(blobOf(LINE), signal);
		});

		it('still refuses a host that is not in known_hosts where the configuration says so', async () => {
			const { keys } = await published([fingerprintIn(LINE)], { unknownHostKey: 'refuse' });
			await rejectsWith(keys.verify(blobOf(LINE), signal), 'hostKeyUnknown');
		});
	});
});

function fingerprintIn(line: string): string {
	return fingerprintOf(parsePublicKeyLine(line) ?? assert.fail());
}

async function rejectsWith(promise: Promise<unknown>, kind: string): Promise<ProblemError['problem']> {
	const error = await promise.then(
		() => assert.fail('should have been refused'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof ProblemError);
	assert.equal(error.problem.kind, kind);
	return error.problem;
}
