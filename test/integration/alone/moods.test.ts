import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { isAbort } from '../../../src/base/abort.ts';
import type { TextQuestion } from '../../../src/base/ask.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { oneTimeCode } from '../../support/oneTimeCode.ts';
import {
	connectTo,
	disconnectAll,
	type FactoryAlias,
	type FactoryUser,
	forever,
	privateConfig,
	readFactory,
} from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';
import { SshAgent } from '../../support/sshAgent.ts';
import { countFailures, watchSshd } from '../../support/sshdLog.ts';

describe('login nodes of every mood', () => {
	afterEach(disconnectAll);

	for (const alias of [
		'practice',
		'practice-login2',
		'practice-bram',
		'practice-tess',
		'practice-finn',
		'practice-zoe',
		'practice-noisy',
		'practice-fay',
		'practice-banner',
		'practice-cert',
	]) {
		it(`signs in with a key and speaks plain shell, whatever the login shell: ${alias}`, async () => {
			const ask = answering();
			const host = await connectTo(alias, ask);
			const { user } = aliasOf(alias);
			assert.equal(host.user, user);
			const result = await host.exec('id -un; echo oops >&2; exit 3', forever);
			assert.deepEqual(result, { stdout: `${user}\n`, stderr: 'oops\n', exitCode: 3 });
			assert.deepEqual(ask.asked, []);
		});
	}

	describe('with a key', () => {
		it('asks for the passphrase, and again after a wrong one', async () => {
			const ask = answering(['wrong', readFactory().passphrase]);
			await connectTo('practice-encrypted', ask);
			assert.equal(ask.asked.length, 2);
			assert.equal(ask.forgotten.length, 1);
		});

		it('gives up without a word when the passphrase is not told', async () => {
			await assert.rejects(connectTo('practice-encrypted', answering()), isAbort);
		});

		it('uses one that only the agent has', async () => {
			const { address, port, user, identityFile } = aliasOf('practice');
			const agent = await SshAgent.start([identityFile]);
			try {
				const configFile = privateConfig([
					'Host agent-only',
					`  HostName ${address}`,
					`  Port ${port}`,
					`  User ${user}`,
					'  IdentityFile none',
					`  IdentityAgent ${agent.path}`,
					`  UserKnownHostsFile ${readFactory().knownHosts}`,
				]);
				const host = await connectTo('agent-only', answering(), { configFile });
				assert.equal((await host.exec('id -un', forever)).stdout, `${user}\n`);
			} finally {
				agent.close();
			}
		});

		it('tells what was tried when it is not taken, which counts against nobody', async () => {
			const { node, identityFile } = aliasOf('practice-nokey');
			const sshd = watchSshd(node);
			assert.deepEqual(await problemOf(connectTo('practice-nokey')), {
				kind: 'authenticationRefused',
				host: 'practice-nokey',
				address: aliasOf('practice-nokey').address,
				user: 'ada',
				tried: [`key ${identityFile}`],
				accepted: ['publickey'],
			});
			assert.equal(countFailures(await sshd.whenAllEnded(), 'normal'), 0);
		});
	});

	describe('with a password', () => {
		it("answers the server's question", async () => {
			const ask = answering([readFactory().password]);
			const host = await connectTo('practice-password', ask);
			assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
			assert.equal(ask.asked.length, 1);
		});

		it('asks for it where the server cannot', async () => {
			const ask = answering([readFactory().password]);
			const configFile = privateConfig(['Host *', '  KbdInteractiveAuthentication no']);
			const host = await connectTo('practice-password', ask, { configFile });
			assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
			assert.equal(ask.asked.length, 1);
		});

		it('sends a wrong one once', async () => {
			const sshd = watchSshd(aliasOf('practice-password').node);
			const problem = await problemOf(connectTo('practice-password', answering(['wrong', 'wrong', 'wrong'])));
			assert.equal(problem.kind, 'authenticationRefused');
			const kinds = (await sshd.whenAllEnded()).map(({ kind }) => kind);
			assert.deepEqual(kinds, ['connection', 'pamFailure', 'failed', 'closedEarly']);
		});
	});

	describe('with one-time codes', () => {
		it('answers one after the key', async () => {
			const ask = answering(answers);
			const host = await connectTo('practice-totp', ask);
			assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
			assert.deepEqual(questionsOf(ask.asked), ['Verification code:']);
			assert.ok(ask.asked.every((question) => !('keepAs' in question)));
		});

		it('answers one round after the other', async () => {
			const ask = answering(answers);
			const host = await connectTo('practice-codes', ask);
			assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
			assert.deepEqual(questionsOf(ask.asked), ['Password:', 'Verification code:']);
		});
	});

	describe('behind others', () => {
		for (const alias of ['practice-inner', 'practice-far']) {
			it(`goes through jump hosts: ${alias}`, async () => {
				const host = await connectTo(alias);
				const { stdout } = await host.exec('echo "$SSH_CONNECTION"', forever);
				assert.match(stdout, new RegExp(` ${aliasOf(alias).address} ${aliasOf(alias).port}\n$`));
			});
		}

		it('says how it goes, step by step', async () => {
			const steps: string[] = [];
			await connectTo('practice-far', answering(), { onStep: (words) => steps.push(words) });
			assert.deepEqual(steps, [
				'Connecting to practice-jump',
				'Signing in to practice-jump as ada',
				'Connecting to practice-login2',
				'Signing in to practice-login2 as ada',
				'Connecting to practice-far',
				'Signing in to practice-far as ada',
			]);
		});

		it('closes the links together', async () => {
			const host = await connectTo('practice-far');
			const closed = new Promise((resolve) => host.onDidClose(resolve));
			await host.dispose();
			assert.equal(await closed, undefined);
			await assert.rejects(host.exec('true', forever), isAbort);
		});
	});

	describe('with host keys of all kinds', () => {
		it('asks nothing where a certificate of a known authority stands for the host', async () => {
			const ask = answering();
			const host = await connectTo('practice-hostcert', ask);
			assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
			assert.deepEqual(ask.asked, []);
		});

		it('stops where it has changed, and names the line', async () => {
			const problem = await problemOf(connectTo('practice-changed', answering([], true)));
			assert.ok(problem.kind === 'hostKeyChanged', problem.kind);
			const line = readFileSync(problem.file, 'utf8').split('\n')[problem.line - 1];
			assert.match(line ?? '', /127\.0\.0\.9/);
		});

		it('asks once about one that is unknown, and knows it the next time', async () => {
			const configFile = privateConfig();
			const ask = answering([], true);
			await connectTo('practice-unknown', ask, { configFile });
			await connectTo('practice-unknown', ask, { configFile });
			assert.equal(ask.asked.length, 1);
			assert.ok(existsSync(join(dirname(configFile), 'known_hosts')));
		});

		it('says nothing when an unknown one is not trusted', async () => {
			await assert.rejects(connectTo('practice-unknown', answering([], false)), isAbort);
		});
	});

	describe('that do not answer', () => {
		it('tells where nothing listens', async () => {
			const configFile = privateConfig(['Host practice', '  Port 1']);
			const problem = await problemOf(connectTo('practice', answering(), { configFile }));
			assert.ok(problem.kind === 'cannotReach' && problem.reason === 'refused', JSON.stringify(problem));
		});

		it('tells what takes too long', async () => {
			const silent = createServer().listen(0, '127.0.0.1');
			await once(silent, 'listening');
			const { port } = silent.address() as AddressInfo;
			const lines = ['Host silent', '  HostName 127.0.0.1', `  Port ${port}`, '  ConnectTimeout 1'];
			try {
				const problem = await problemOf(
					connectTo('silent', answering(), { configFile: privateConfig(lines) }),
				);
				assert.ok(problem.kind === 'cannotReach' && problem.reason === 'timedOut', JSON.stringify(problem));
			} finally {
				silent.close();
			}
		});
	});

	it('waits for a slow start of the shell, and has the files meanwhile', async () => {
		const host = await connectTo('practice-sven');
		const order: string[] = [];
		const shell = host.exec('id -un', forever).then(({ stdout }) => order.push(stdout));
		const files = host.files.stat(userOf('sven').home, forever).then(({ type }) => order.push(type));
		await Promise.all([shell, files]);
		assert.deepEqual(order, ['directory', 'sven\n']);
	});

	it('works in a home that cannot be written, and tells that it cannot', async () => {
		const host = await connectTo('practice-fay');
		const { home, scratch } = userOf('fay');
		const content = Buffer.from('héllo');
		const problem = await problemOf(host.files.write(`${home}/note`, content, forever));
		assert.ok(problem.kind === 'remoteFile' && problem.trouble === 'noPermission', JSON.stringify(problem));
		await host.files.write(`${scratch}/note`, content, forever);
		assert.deepEqual(Buffer.from(await host.files.read(`${scratch}/note`, forever)), content);
		await host.files.remove(`${scratch}/note`, forever);
	});

	it('does with two sessions', async () => {
		const host = await connectTo('practice-maxsessions2');
		assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
		assert.equal((await host.files.stat(userOf('ada').home, forever)).type, 'directory');
	});

	it('keeps what a banner says in the log', async () => {
		const log = new MemoryLog();
		await connectTo('practice-banner', answering(), { log });
		assert.match(
			log.lines.join('\n'),
			/Practice AI Factory – für Übungen, 練習用.*\n.*Authorised users only\./,
		);
	});

	it('has the files of a node that gives no shell, and says in its words that it does not', async () => {
		const host = await connectTo('practice-data');
		const problem = await problemOf(host.exec('true', forever));
		const detail = 'This service allows sftp connections only.';
		assert.deepEqual(problem, { kind: 'channelRefused', host: 'practice-data', detail });
		const names = (await host.files.list(userOf('ada').home, forever)).map(({ name }) => name);
		assert.ok(names.includes('README.txt'), names.join());
	});
});

/** Tells the factory's password and the code of the moment. */
function answers({ prompt }: TextQuestion): string {
	const { password, totpSecret } = readFactory();
	return /password/i.test(prompt) ? password : oneTimeCode(totpSecret, new Date());
}

function questionsOf(asked: readonly object[]): string[] {
	return asked.map((question) => ('prompt' in question ? String(question.prompt).trim() : 'not for text'));
}

function aliasOf(alias: string): FactoryAlias {
	return readFactory().aliases[alias] ?? assert.fail(alias);
}

function userOf(user: string): FactoryUser {
	return readFactory().users[user] ?? assert.fail(user);
}
