import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { KeyFolder, startSshd } from '../../support/ownSshd.ts';
import { forever, privateConfig, readFactory } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

describe('The SSH configuration, honoured', () => {
	const { aliases, knownHosts } = readFactory();
	const inner = aliases['practice-inner'] ?? assert.fail();
	let configFile: string;
	let log: MemoryLog;
	let closing: (() => unknown)[];
	beforeEach(() => {
		configFile = privateConfig();
		log = new MemoryLog();
		closing = [];
	});
	afterEach(() => Promise.all(closing.map((close) => close())));

	/** Puts lines before all others of the configuration, where they win. */
	const configure = (lines: string) =>
		writeFileSync(configFile, `${lines}\n${readFileSync(configFile, 'utf8')}`);
	const connectTo = async (host: string, ask = answering(), signal = forever): Promise<RemoteHost> => {
		const connected = await connect({ name: host, host, configFile }, { ask, log }, signal);
		closing.push(() => connected.dispose());
		return connected;
	};
	const via = (host: string) => `ssh -F ${configFile} -o BatchMode=yes -W %h:%p ${host}`;
	const out = async (host: RemoteHost, command: string) => (await host.exec(command, forever)).stdout.trim();

	it('gives way to the host that a cluster is to be reached through', async () => {
		configure('Host practice-inner\n\tProxyJump none\n\tProxyCommand false');
		const target = { name: 'inner', host: 'practice-inner', configFile, jump: 'ada@practice-jump' };
		const host = await connect(target, { ask: answering(), log }, forever);
		closing.push(() => host.dispose());
		assert.match(await out(host, 'echo $SSH_CONNECTION'), new RegExp(` ${inner.address} 2222$`));
	});

	describe('ProxyCommand', () => {
		it('carries the connection, and ends with it', async () => {
			configure(`Host practice-inner\n\tProxyCommand ${via('practice-jump')}\n\tProxyJump none`);
			const host = await connectTo('practice-inner');
			assert.match(await out(host, 'echo $SSH_CONNECTION'), new RegExp(` ${inner.address} 2222$`));
			const pattern = new RegExp(`^\\S+ +ssh -F ${configFile} `);
			await untilRunning(pattern);
			await host.dispose();
			await untilGone(pattern);
		});

		it('carries as much as a socket does', async () => {
			configure('Host practice\n\tProxyCommand socat - TCP:%h:%p');
			const host = await connectTo('practice');
			const { stdout } = await host.exec("head -c 3000000 /dev/zero | tr '\\0' x", forever);
			assert.ok(stdout === 'x'.repeat(3_000_000));
		});

		it('of a jump host is used for the jump', async () => {
			configure('Host practice-jump\n\tProxyCommand sh -c "echo on my way >&2; exec socat - TCP:%h:%p"');
			const host = await connectTo('practice-inner');
			assert.equal(await out(host, 'id -un'), 'ada');
			assert.ok(log.lines.includes('info ProxyCommand of practice-jump: on my way'));
		});

		it('that fails tells what it said', async () => {
			configure('Host practice\n\tProxyCommand socat - TCP:127.0.0.2:1');
			const problem = await problemOf(connectTo('practice'));
			assert.ok(problem.kind === 'cannotReach');
			assert.equal(problem.reason, 'proxyFailed');
			assert.match(problem.detail, /Connection refused/);
		});

		it('is ended when the connection breaks', async () => {
			configure('Host practice\n\tProxyCommand socat - TCP:%h:%p,keepalive');
			const host = await connectTo('practice');
			const lost = new Promise<Error | undefined>((resolve) => host.onDidClose(resolve));
			await out(host, 'kill -9 $(ps -o ppid= -p $PPID); kill -9 $PPID').catch(() => {});
			assert.ok((await lost) instanceof ProblemError);
			await untilGone(/socat - TCP:127\.0\.0\.2:2222,keepalive/);
		});
	});

	describe('ProxyJump', () => {
		const twice = 'Host practice-inner\n\tProxyJump practice-jump,practice-login2';

		it('goes through two hosts, each signed in to by itself', async () => {
			configure(twice);
			const steps: string[] = [];
			const host = await connect(
				{ name: 'x', host: 'practice-inner', configFile },
				{ ask: answering(), log, onStep: (words) => steps.push(words) },
				forever,
			);
			closing.push(() => host.dispose());
			assert.match(await out(host, 'echo $SSH_CONNECTION'), new RegExp(` ${inner.address} 2222$`));
			assert.deepEqual(
				steps.filter((words) => words.startsWith('Signing')),
				['practice-jump', 'practice-login2', 'practice-inner'].map((hop) => `Signing in to ${hop} as ada`),
			);
		});

		it('checks the key of every hop', async () => {
			configure(twice);
			const ownHosts = join(dirname(configFile), 'known_hosts');
			execFileSync('ssh-keygen', ['-R', '[127.0.0.3]:2222', '-f', ownHosts], { stdio: 'ignore' });
			const ask = answering([], true);
			await connectTo('practice-inner', ask);
			assert.deepEqual(
				ask.asked.map(({ title }) => title),
				['Do you trust [127.0.0.3]:2222?'],
			);
		});

		for (const [hops, kind, host] of [
			['practice-jump,practice-nokey', 'authenticationRefused', 'practice-nokey'],
			['practice-nokey,practice-jump', 'authenticationRefused', 'practice-nokey'],
			['practice-jump,practice-changed', 'hostKeyChanged', 'practice-changed'],
		] as const) {
			it(`names the hop that fails: ${hops}`, async () => {
				configure(`Host practice-inner\n\tProxyJump ${hops}`);
				const problem = await problemOf(connectTo('practice-inner'));
				assert.equal(problem.kind, kind);
				assert.equal('host' in problem && problem.host, host);
			});
		}

		it('tells what the jump host could not reach', async () => {
			configure('Host behind\n\tHostName 127.0.0.8\n\tPort 1\n\tProxyJump practice-jump');
			const problem = await problemOf(connectTo('behind'));
			assert.ok(problem.kind === 'cannotReach', problem.kind);
			const { reason, address, port, via: jump } = problem;
			assert.deepEqual([reason, address, port, jump], ['jumpFailed', '127.0.0.8', 1, 'practice-jump']);
		});

		it('tells of a jump host that passes nothing on', async () => {
			const port = await serve('AllowTcpForwarding no');
			configure(`Host gate\n\t${own(port)}\nHost practice-inner\n\tProxyJump gate`);
			const problem = await problemOf(connectTo('practice-inner'));
			assert.ok(problem.kind === 'cannotReach', problem.kind);
			assert.deepEqual([problem.reason, problem.via], ['jumpForbidden', 'gate']);
		});

		it('tells of hosts that jump through each other', async () => {
			configure('Host a\n\tProxyJump b\nHost b\n\tProxyJump a');
			const problem = await problemOf(connectTo('a'));
			assert.deepEqual(problem, { kind: 'jumpLoop', host: 'a', hops: ['a', 'b', 'a'] });
		});

		it('answers soon, though the jump host holds small packets back until a session has run', async () => {
			const host = await connectTo('practice-inner');
			await out(host, 'true');
			const took: number[] = [];
			for (let turn = 0; turn < 40; turn++) {
				const start = performance.now();
				await host.exec('true', forever);
				took.push(performance.now() - start);
			}
			// An acknowledgement that was waited for costs 40 ms.
			assert.ok(took.filter((ms) => ms > 35).length < 5, took.map(Math.round).join(' '));
		});
	});

	describe('algorithms', () => {
		it('are those of the configuration, and no others', async () => {
			const port = await serve(
				'Ciphers aes256-ctr',
				'MACs hmac-sha2-512',
				'KexAlgorithms ecdh-sha2-nistp384',
			);
			const fitting = 'Ciphers aes256-ctr\n\tMACs hmac-sha2-512\n\tKexAlgorithms ecdh-sha2-nistp384';
			for (const [lines, isFitting] of [
				['', true],
				[fitting, true],
				['Ciphers aes128-ctr', false],
				['Ciphers -aes256-ctr', false],
				['MACs hmac-sha2-256', false],
				['KexAlgorithms curve25519-sha256', false],
			] as const) {
				const alias = `own${lines.length}`;
				configure(`Host ${alias}\n\t${own(port)}\n\t${lines}`);
				if (isFitting) {
					await connectTo(alias);
					continue;
				}
				const problem = await problemOf(connectTo(alias));
				assert.ok(problem.kind === 'cannotReach', lines);
				assert.equal(problem.reason, 'noAgreement', lines);
			}
		});

		it('that nobody here has are told by name', async () => {
			configure('Host practice\n\tKexAlgorithms sntrup761x25519-sha512@openssh.com');
			assert.deepEqual(await problemOf(connectTo('practice')), {
				kind: 'unsupportedSshSetting',
				host: 'practice',
				setting: 'KexAlgorithms sntrup761x25519-sha512@openssh.com',
			});
		});
	});

	it('means the same where there is no ssh program', async () => {
		const path = process.env['PATH'];
		process.env['PATH'] = '/nowhere';
		try {
			configure('Host practice-inner\n\tProxyJump practice-jump,practice-login2');
			const host = await connectTo('practice-inner');
			assert.equal(await out(host, 'id -un'), 'ada');
		} finally {
			process.env['PATH'] = path;
		}
		assert.ok(log.lines.some((line) => line.includes("by AI Factory's own reader")));
	});

	it('names the address to connect from', async () => {
		configure('Host practice\n\tBindAddress 127.0.0.99\n\tAddressFamily inet');
		assert.match(await out(await connectTo('practice'), 'echo $SSH_CONNECTION'), /^127\.0\.0\.99 /);
	});

	it('turns methods off', async () => {
		configure('Host practice\n\tPubkeyAuthentication no');
		const problem = await problemOf(connectTo('practice'));
		assert.ok(problem.kind === 'authenticationRefused', problem.kind);
		assert.deepEqual(problem.tried, []);
	});

	it('is told within the deadline where no SSH server is', async () => {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			const drip = setInterval(() => socket.write('.'), 100);
			socket.on('close', () => clearInterval(drip));
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		closing.push(() => server.close());
		const { port } = server.address() as AddressInfo;
		configure(`Host trap\n\t${own(port)}\n\tConnectTimeout 2`);
		const start = performance.now();
		const problem = await problemOf(connectTo('trap'));
		assert.ok(problem.kind === 'cannotReach' && problem.reason === 'notSsh');
		const ms = performance.now() - start;
		assert.ok(ms > 1_900 && ms < 3_000, `${ms} ms`);
	});

	/** How to reach an sshd of this test. */
	const own = (port: number) =>
		[
			'HostName 127.0.0.1',
			`Port ${port}`,
			'User ada',
			`IdentityFile ${inner.identityFile}`,
			'IdentitiesOnly yes',
			`UserKnownHostsFile ${knownHosts}.none`,
			'StrictHostKeyChecking no',
		].join('\n\t');

	/** An sshd with a mood of its own, until the test ends. */
	async function serve(...options: readonly string[]): Promise<number> {
		const folder = new KeyFolder();
		const server = await startSshd(folder, [`HostKey ${folder.key('host')}`, ...options]);
		closing.push(() => server.close());
		return server.port;
	}
});
