import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAbort } from '../../../src/base/abort.ts';
import { type Problem, ProblemError } from '../../../src/problems/problem.ts';
import { listHosts } from '../../../src/remote/sshConfig.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { oneTimeCode } from '../../support/oneTimeCode.ts';
import { connectTo, disconnectAll, forever, privateConfig, readFactory } from '../../support/practice.ts';

describe('connecting to the practice factory', () => {
	afterEach(disconnectAll);

	it('offers the hosts of its configuration', async () => {
		const { sshConfig, aliases } = readFactory();
		assert.deepEqual(await listHosts(sshConfig), Object.keys(aliases));
	});

	for (const alias of [
		'practice',
		'practice-login2',
		'practice-bram',
		'practice-tess',
		'practice-finn',
		'practice-noisy',
	]) {
		it(`signs in with a key and speaks plain shell, whatever the login shell: ${alias}`, async () => {
			const ask = answering();
			const host = await connectTo(alias, ask);
			const { user } = readFactory().aliases[alias] ?? assert.fail();
			assert.equal(host.user, user);
			const result = await host.exec('id -un; echo oops >&2; exit 3', forever);
			assert.deepEqual(result, { stdout: `${user}\n`, stderr: 'oops\n', exitCode: 3 });
			assert.deepEqual(ask.asked, []);
		});
	}

	it('asks for the passphrase of a key, and again after a wrong one', async () => {
		const ask = answering(['wrong', readFactory().passphrase]);
		await connectTo('practice-encrypted', ask);
		assert.equal(ask.asked.length, 2);
		assert.equal(ask.forgotten.length, 1);
	});

	it('gives up without a word when the passphrase is not told', async () => {
		await assert.rejects(connectTo('practice-encrypted', answering()), isAbort);
	});

	it('answers a password and a one-time code after the key', async () => {
		const { totpSecret } = readFactory();
		const ask = answering(() => oneTimeCode(totpSecret, new Date()));
		const host = await connectTo('practice-totp', ask);
		assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
		assert.ok(ask.asked.length > 0);
		assert.ok(ask.asked.every((question) => !('keepAs' in question)));
	});

	it('tells what was tried when the key is not taken', async () => {
		const { identityFile } = readFactory().aliases['practice-nokey'] ?? assert.fail();
		const problem = await problemOf(connectTo('practice-nokey'));
		assert.deepEqual(problem, {
			kind: 'authenticationRefused',
			host: 'practice-nokey',
			user: 'ada',
			tried: [`key ${identityFile}`],
			accepted: ['publickey'],
		});
	});

	it('goes through a jump host', async () => {
		const log = new MemoryLog();
		const host = await connectTo('practice-inner', answering(), { log });
		const { stdout } = await host.exec('echo "$SSH_CONNECTION"', forever);
		assert.match(stdout, new RegExp(` ${readFactory().aliases['practice-inner']?.address} 2222\n$`));
	});

	it('closes the links through a jump host together', async () => {
		const host = await connectTo('practice-inner');
		const closed = new Promise((resolve) => host.onDidClose(resolve));
		await host.dispose();
		assert.equal(await closed, undefined);
		await assert.rejects(host.exec('true', forever), isAbort);
	});

	it('stops at a host whose key has changed, and names the line', async () => {
		const problem = await problemOf(connectTo('practice-changed', answering([], true)));
		assert.ok(problem.kind === 'hostKeyChanged', problem.kind);
		const line = readFileSync(problem.file, 'utf8').split('\n')[problem.line - 1];
		assert.match(line ?? '', /127\.0\.0\.9/);
	});

	it('asks once about an unknown host, and knows it the next time', async () => {
		const target = { name: 'practice-unknown', host: 'practice-unknown', configFile: privateConfig() };
		const ask = answering([], true);
		for (let time = 0; time < 2; time++) {
			const host = await connect(target, { ask, log: new MemoryLog() }, forever);
			await host.dispose();
		}
		assert.equal(ask.asked.length, 1);
		assert.ok(existsSync(join(dirname(target.configFile), 'known_hosts')));
	});

	it('tells when the host is not trusted by saying nothing', async () => {
		await assert.rejects(connectTo('practice-unknown', answering([], false)), isAbort);
	});

	it('ends with its signal', async () => {
		const target = { name: 'practice', host: 'practice', configFile: privateConfig() };
		for (const ms of [0, 20, 45]) {
			const outcome = connect(target, { ask: answering(), log: new MemoryLog() }, AbortSignal.timeout(ms));
			const host = await outcome.catch((error: Error) => error.name);
			if (typeof host === 'string') assert.equal(host, 'TimeoutError');
			else await host.dispose();
		}
	});

	it('says how it goes, step by step', async () => {
		const steps: string[] = [];
		await connectTo('practice-inner', answering(), { onStep: (words) => steps.push(words) });
		assert.deepEqual(steps, [
			'Connecting to practice-jump',
			'Signing in to practice-jump as ada',
			'Connecting to practice-inner',
			'Signing in to practice-inner as ada',
		]);
	});
});

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
	const error = await promise.then(
		() => assert.fail('should have failed'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof ProblemError, String(error));
	return error.problem;
}
