import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../../../src/problems/problem.ts';
import type { Certificate } from '../../../../src/remote/keys/certificate.ts';
import type { Identity } from '../../../../src/remote/keys/identity.ts';
import { SignInMemory } from '../../../../src/remote/signIn/signInMemory.ts';
import { connect } from '../../../../src/remote/sshConnection.ts';
import { answering } from '../../../support/answering.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { settingsWith } from '../../../support/sshSettings.ts';

const publicKey = { type: 'ssh-ed25519', blob: Buffer.from('key') };
const KEY: Identity = {
	label: 'key',
	publicKey,
	signsSilently: true,
	needsPerson: false,
	sign: async () => Buffer.alloc(0),
};

describe('the memory of sign-ins', () => {
	it('knows a certificate only as long as it is good', () => {
		for (const [minutes, isKnown] of [
			[1, true],
			[-1, false],
		] as const) {
			const certificate: Certificate = {
				publicKey,
				certifiedKey: publicKey,
				kind: 'user',
				keyId: 'ada of practice',
				serial: 0n,
				principals: ['ada'],
				validBefore: new Date(Date.now() + minutes * 60_000),
				criticalOptions: [],
				authority: 'SHA256:…',
			};
			const memory = new SignInMemory();
			memory.signedIn(settingsWith({}), { ...KEY, certificate });
			assert.equal(memory.find(settingsWith({})) !== undefined, isKnown);
		}
	});

	it('keeps the keys of one account apart by the names that the configuration gives it', () => {
		const memory = new SignInMemory();
		memory.signedIn(settingsWith({ alias: 'backup' }), KEY);
		assert.equal(memory.find(settingsWith({ alias: 'work' })), undefined);
		assert.equal(memory.find(settingsWith({ alias: 'backup' })), KEY);
	});

	it('does not bring a connection back with a key that somebody must touch', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'aif-memory-'));
		const configFile = join(folder, 'config');
		writeFileSync(configFile, 'Host there\nHostName 127.0.0.1\nPort 1\nUser ada\nIdentityAgent none\n');
		const memory = new SignInMemory();
		const comeBack = () =>
			connect(
				{ name: 'there', host: 'there', configFile },
				{ ask: answering(), log: new MemoryLog(), memory, isAttended: false },
				new AbortController().signal,
			).catch((error: unknown) => error instanceof ProblemError && error.problem.kind);
		const place = settingsWith({ alias: 'there', user: 'ada', address: '127.0.0.1', port: 1 });
		memory.signedIn(place, { ...KEY, needsPerson: true });
		assert.equal(await comeBack(), 'signInNeeded');
		memory.signedIn(place, KEY);
		assert.equal(await comeBack(), 'cannotReach');
		rmSync(folder, { recursive: true });
	});
});
