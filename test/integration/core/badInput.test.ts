import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { App } from '../../../src/app.ts';
import { explain } from '../../../src/problems/explain.ts';
import { type Problem, ProblemError } from '../../../src/problems/problem.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
import { privateConfig, readFactory } from '../../support/practice.ts';
import { PROFILES } from '../../support/practiceApp.ts';

/** What ConnectTimeout and our own deadlines leave, and a busy machine on top. */
const DEADLINE_MS = 15_000;

describe('Bad input to a sign-in is told within its deadline, and the next click works', () => {
	let config: string;
	let app: App;
	const servers: { close(): unknown }[] = [];

	beforeEach(() => {
		config = privateConfig();
		app = new App({
			ask: answering(['wrong', 'wrong again', 'wrong once more', readFactory().passphrase]),
			log: new MemoryLog(),
			notes: memoryNotes(),
			profilesFolder: PROFILES,
			configuredClusters: () => [],
			sshConfigFile: () => config,
			now: () => new Date(),
		});
	});
	afterEach(async () => {
		await app.dispose();
		for (const server of servers.splice(0)) server.close();
	});

	const host = (name: string, ...lines: readonly string[]) =>
		writeFileSync(config, [`Host ${name}`, ...lines, 'ConnectTimeout 2', ''].join('\n'), { flag: 'a' });
	const serve = async (onSocket: (socket: Socket) => void): Promise<number> => {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			onSocket(socket);
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		servers.push(server);
		return (server.address() as AddressInfo).port;
	};

	const told = async (name: string): Promise<Problem> => {
		const started = performance.now();
		const error = await app.sessions
			.connect({ name: 'cluster', hosts: [name], profile: 'practice' }, AbortSignal.timeout(60_000))
			.then(
				() => assert.fail('should have failed'),
				(reason: unknown) => reason,
			);
		assert.ok(performance.now() - started < DEADLINE_MS, `${performance.now() - started} ms`);
		assert.ok(error instanceof ProblemError, String(error));
		const { what, why, next } = explain(error.problem);
		for (const words of [what, why, next]) assert.ok(words.length > 10, words);
		return error.problem;
	};
	const nextClickWorks = async (alias = 'practice') => {
		const cluster = { name: 'cluster', hosts: [alias], profile: 'practice' };
		const session = await app.sessions.connect(cluster, AbortSignal.timeout(20_000));
		assert.equal((await session.host.exec('echo here', AbortSignal.timeout(5000))).stdout, 'here\n');
	};

	it('a configuration that is garbage', async () => {
		const good = config;
		config = join(dirname(good), 'garbage');
		writeFileSync(config, '%PDF-1.7 \u0000\u0001 Host\nHostt x\n');
		const problem = await told('practice');
		assert.equal(problem.kind, 'badSshConfig');
		config = good;
		await nextClickWorks();
	});

	it('a known_hosts full of garbage, which then knows nobody', async () => {
		const hosts = join(dirname(config), 'garbage_hosts');
		writeFileSync(hosts, `${'\u0000\u00ff|1|x|y ssh-rsa !!!\n'.repeat(500)}@revoked\n@cert-authority *\n`);
		const { address, port, user, identityFile } = readFactory().aliases['practice'] ?? assert.fail();
		host('muddle', `HostName ${address}`, `Port ${port}`, `User ${user}`, `IdentityFile ${identityFile}`);
		host('muddle', `UserKnownHostsFile ${hosts}`, 'StrictHostKeyChecking yes');
		assert.equal((await told('muddle')).kind, 'hostKeyUnknown');
		await nextClickWorks();
	});

	it('a key file that is a directory', async () => {
		const folder = join(dirname(config), 'not-a-key');
		mkdirSync(folder);
		const { address, port, user } = readFactory().aliases['practice-nokey'] ?? assert.fail();
		host('folder', `HostName ${address}`, `Port ${port}`, `User ${user}`, `IdentityFile ${folder}`);
		host('folder', 'IdentitiesOnly yes', `UserKnownHostsFile ${readFactory().knownHosts}`);
		const problem = await told('folder');
		assert.ok(problem.kind === 'authenticationRefused', problem.kind);
		assert.match(problem.tried.join(), /not-a-key/);
		await nextClickWorks();
	});

	it('a passphrase that is wrong three times', async () => {
		const problem = await told('practice-encrypted');
		assert.equal(problem.kind, 'authenticationRefused');
		await nextClickWorks('practice-encrypted');
	});

	it('a server that is no SSH server', async () => {
		const port = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
		host('web', 'HostName 127.0.0.1', `Port ${port}`);
		const problem = await told('web');
		assert.ok(problem.kind === 'cannotReach' && problem.reason === 'notSsh', JSON.stringify(problem));
		await nextClickWorks();
	});

	it('a tarpit that says nothing, and one that drips', async () => {
		const silent = await serve(() => {});
		const dripping = await serve((socket) => {
			const drip = setInterval(() => socket.write('x'), 300);
			socket.on('close', () => clearInterval(drip));
		});
		host('silent', 'HostName 127.0.0.1', `Port ${silent}`);
		host('dripping', 'HostName 127.0.0.1', `Port ${dripping}`);
		for (const name of ['silent', 'dripping']) {
			const problem = await told(name);
			assert.ok(problem.kind === 'cannotReach', problem.kind);
			assert.ok(['timedOut', 'notSsh'].includes(problem.reason), problem.reason);
		}
		await nextClickWorks();
	});

	it('a login node that gives words in place of a shell, as in a maintenance', async () => {
		const problem = await told('practice-data');
		assert.ok(problem.kind === 'noShell', problem.kind);
		assert.match(problem.detail, /sftp connections only/);
		await nextClickWorks();
	});
});
