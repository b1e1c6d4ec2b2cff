import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { mock } from 'node:test';
import { isAbort } from '../../../../src/base/abort.ts';
import type { Ask } from '../../../../src/base/ask.ts';
import type { Problem } from '../../../../src/problems/problem.ts';
import { identitiesFor } from '../../../../src/remote/keys/identities.ts';
import { type LinkOptions, openLink } from '../../../../src/remote/link/openLink.ts';
import { SignInMemory } from '../../../../src/remote/signIn/signInMemory.ts';
import type { SshSettings } from '../../../../src/remote/sshSettings.ts';
import { answering } from '../../../support/answering.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { problemOf } from '../../../support/problemOf.ts';
import { type SshServer, startSshServer } from '../../../support/sshServer.ts';
import { settingsWith } from '../../../support/sshSettings.ts';
import { startAgent } from '../../../support/testAgent.ts';
import { untilGone } from '../../../support/untilGone.ts';

const forever = new AbortController().signal;

describe('openLink', () => {
	const closing: (() => unknown)[] = [];
	afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

	const serve = async (...options: Parameters<typeof startSshServer>): Promise<SshServer> => {
		const server = await startSshServer(...options);
		closing.push(server.close);
		return server;
	};
	const listen = async (onSocket: (socket: Socket) => void): Promise<number> => {
		const server: Server = createServer((socket) => {
			socket.on('error', () => {});
			onSocket(socket);
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		closing.push(() => server.close());
		return (server.address() as AddressInfo).port;
	};

	describe('tells why a host cannot be reached', () => {
		it('when nobody listens', async () => {
			const port = await listen(() => {});
			await closing.pop()?.();
			await cannotReach({ port }, 'refused');
		});

		it('when there is no such host', () => cannotReach({ address: 'no-such-host.invalid' }, 'unknownHost'));

		it('when the other side says nothing', async () => {
			await cannotReach({ port: await listen(() => {}), connectTimeout: 0.05 }, 'timedOut');
		});

		it('when the other side hangs up', async () => {
			await cannotReach({ port: await listen((socket) => socket.destroy()) }, 'closed');
		});

		it('when a web server answers', async () => {
			const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
			const problem = await cannotReach({ port }, 'notSsh');
			assert.equal(problem.detail, 'HTTP/1.1 400 Bad Request');
		});

		it('when a trap gives a byte now and then', async () => {
			const port = await listen((socket) => {
				const drip = setInterval(() => socket.write('x'), 20);
				socket.on('close', () => clearInterval(drip));
			});
			const start = performance.now();
			await cannotReach({ port, connectTimeout: 0.3 }, 'notSsh');
			const ms = performance.now() - start;
			assert.ok(ms > 290, `${ms} ms`);
		});

		it('when a greeting never ends', async () => {
			for (const [line, every] of [
				['welcome\r\n'.repeat(500), 5],
				['\0\xff'.repeat(5_000), 5],
			] as const) {
				const port = await listen((socket) => {
					const talk = setInterval(() => socket.write(line, 'latin1'), every);
					socket.on('close', () => clearInterval(talk));
				});
				await cannotReach({ port, connectTimeout: 5 }, 'notSsh');
			}
		});

		it('when sshd is full or has enough of this address', async () => {
			for (const words of ['Exceeded MaxStartups', 'Not allowed at this time']) {
				const port = await listen((socket) => socket.end(`${words}\r\n`));
				assert.equal((await cannotReach({ port }, 'closed')).detail, words);
			}
		});

		it('when the proxy command ends', async () => {
			for (const before of ['', 'sleep 0.1; ']) {
				const proxyCommand = `sh -c "${before}echo no route >&2; exit 1"`;
				const problem = await cannotReach({ proxyCommand, connectTimeout: 2 }, 'proxyFailed');
				assert.match(problem.detail, /^no route\n/);
			}
		});

		it('when the proxy command says nothing', async () => {
			await cannotReach({ proxyCommand: 'sleep 6601', connectTimeout: 0.3 }, 'timedOut');
			await untilGone(/sleep 6601/);
		});

		it('when both sides have no algorithm in common', async () => {
			const { port } = await serve({ decide: () => true, isAncient: true });
			await cannotReach({ port }, 'noAgreement');
		});
	});

	it('does not count the time that a person takes', async () => {
		const { port } = await serve({ decide: (context) => context.method === 'password' || ['password'] });
		const slow: Ask = {
			...answering(),
			text: () => new Promise((resolve) => setTimeout(resolve, 400, 'secret')),
		};
		const link = await open({ port, connectTimeout: 0.3 }, slow);
		await link.dispose();
	});

	it('tells which password let the person in, and of none that was wrong', async () => {
		const { port } = await serve({
			decide: (context) => (context.method === 'password' && context.password === 'right') || ['password'],
		});
		const right = answering(['right']);
		const link = await open({ port }, right);
		await link.dispose();
		assert.deepEqual(right.right, ['password:ada@host']);
		const wrong = answering(['wrong']);
		await problemOf(open({ port }, wrong));
		assert.deepEqual([wrong.right, wrong.forgotten], [[], ['password:ada@host']]);
	});

	it('gives a sign-in more time than the way to it, for a phone or a touch', async () => {
		const { port } = await serve({
			decide: (context) => {
				if (context.method !== 'password') return ['password'];
				setTimeout(() => context.accept(), 600);
				return 'later';
			},
		});
		const link = await open({ port, connectTimeout: 0.4 }, answering(['secret']));
		await link.dispose();
	});

	for (const [isAttended, seconds] of [
		[true, 180],
		[false, 30],
	] as const) {
		it(`waits ${seconds} seconds for a sign-in with${isAttended ? '' : 'out'} the person`, async () => {
			let isTooEarly = true;
			const { port } = await serve({
				decide: () => {
					setImmediate(() => {
						mock.timers.tick(seconds * 1000 - 1);
						setImmediate(() => {
							isTooEarly = false;
							mock.timers.tick(1);
						});
					});
					return 'later';
				},
			});
			const agent = await startAgent({ 'ada@laptop': generateKeyPairSync('ed25519').privateKey });
			closing.push(agent.close);
			const settings = settingsWith({ port, unknownHostKey: 'accept', identityAgent: agent.path });
			const question = { title: '', ask: answering(), log: new MemoryLog(), onSkipped: () => {} };
			const { value } = await identitiesFor(settings, question, forever).next();
			const memory = new SignInMemory();
			memory.signedIn(settings, value ?? assert.fail());
			mock.timers.enable({ apis: ['setTimeout'] });
			closing.push(() => mock.timers.reset());
			const problem = await problemOf(
				open(settings, answering(), forever, { memory, isAttended }).finally(() => {
					assert.equal(isTooEarly, false);
				}),
			);
			assert.ok(problem.kind === 'signInCutOff', problem.kind);
			assert.equal(problem.detail, 'The other side took too long.');
		});
	}

	for (const end of ['goodbye', 'hangUp'] as const) {
		it(`keeps no password that was answered with ${end}`, async () => {
			const { port } = await serve({ decide: ({ method }) => (method === 'none' ? ['password'] : end) });
			const ask = answering(['the old one']);
			await assert.rejects(open({ port }, ask));
			assert.deepEqual(ask.forgotten, ['password:ada@host']);
		});
	}

	it('keeps a password when the person gives up waiting', async () => {
		const giveUp = new AbortController();
		const { port } = await serve({
			decide: ({ method }) => {
				if (method === 'none') return ['password'];
				giveUp.abort();
				return 'later';
			},
		});
		const ask = answering(['good']);
		await assert.rejects(open({ port }, ask, giveUp.signal), isAbort);
		assert.deepEqual(ask.forgotten, []);
	});

	it('asks about the host before it sends anything of the person', async () => {
		const { port, attempts } = await serve({ decide: () => true });
		const ask = answering([], false);
		await assert.rejects(open({ port, unknownHostKey: 'ask' }, ask), isAbort);
		assert.equal(ask.asked.length, 1);
		assert.deepEqual(attempts, []);
	});

	it('tells what was tried when the server closes because of too many tries', async () => {
		const { port } = await serve({ decide: ({ method }) => (method === 'none' ? ['password'] : 'goodbye') });
		const problem = await problemOf(open({ port }, answering(['wrong'])));
		assert.ok(problem.kind === 'authenticationRefused');
		assert.deepEqual(problem.tried, ['password']);
	});

	describe('tells of a sign-in that was cut off', () => {
		const key = async () => {
			const { privateKey } = generateKeyPairSync('ed25519');
			const agent = await startAgent({ 'ada@laptop': privateKey });
			closing.push(agent.close);
			return agent.path;
		};

		it('where the server hangs up on a password', async () => {
			const { port } = await serve({
				decide: ({ method }) => (method === 'none' ? ['password'] : 'hangUp'),
			});
			const problem = await problemOf(open({ port }, answering(['secret'])));
			assert.ok(problem.kind === 'signInCutOff', JSON.stringify(problem));
			assert.deepEqual([problem.host, problem.address], ['host', '127.0.0.1']);
		});

		it('where the server hangs up on a key', async () => {
			const { port, attempts } = await serve({
				decide: ({ method }) => (method === 'none' ? ['publickey'] : 'hangUp'),
			});
			const problem = await problemOf(open({ port, identityAgent: await key() }, answering()));
			assert.equal(problem.kind, 'signInCutOff');
			assert.equal(attempts.length, 1);
		});

		it('but not where nothing was sent yet', async () => {
			const { port } = await serve({ decide: () => 'hangUp' });
			await cannotReach({ port }, 'closed');
		});
	});

	it('can be given up at every stage', async () => {
		const silent = await listen(() => {});
		const { port } = await serve({ decide: () => ['password'] });
		const waiting: Ask = {
			text: (_question, signal) =>
				new Promise((_resolve, reject) => {
					signal.addEventListener('abort', () => reject(signal.reason));
				}),
			confirm: () => new Promise(() => {}),
			forget: async () => {},
		};
		for (const facts of [{ port: silent }, { port }, { port, unknownHostKey: 'ask' as const }]) {
			const giveUp = new AbortController();
			setTimeout(() => giveUp.abort(), 60);
			await assert.rejects(open(facts, waiting, giveUp.signal), isAbort);
		}
		await assert.rejects(open({ port }, waiting, AbortSignal.abort()), isAbort);
	});

	it('takes a question back when the server does not wait for the answer', async () => {
		let isTakenBack = false;
		const { port, close } = await serve({ decide: () => ['password'] });
		const ask: Ask = {
			...answering(),
			text: (_question, signal) =>
				new Promise(() => {
					signal.addEventListener('abort', () => {
						isTakenBack = true;
					});
					void close();
				}),
		};
		const problem = await problemOf(open({ port }, ask));
		assert.equal(problem.kind, 'signInTooSlow');
		assert.ok(isTakenBack);
	});

	it('understands a server that greets, in however many pieces', async () => {
		const { port } = await serve({ decide: () => true });
		const front = await listen((near) => {
			const far = connect(port, '127.0.0.1');
			far.once('data', async (first) => {
				far.pause();
				near.setNoDelay(true);
				for (const byte of Buffer.concat([Buffer.from('Welcome\r\nto leo\r\n'), first])) {
					near.write(Buffer.of(byte));
					await new Promise((resolve) => setTimeout(resolve, 1));
				}
				far.pipe(near);
			});
			near.pipe(far);
			far.on('error', () => near.destroy());
			near.on('error', () => far.destroy());
		});
		const link = await open({ port: front }, answering());
		await link.dispose();
	});

	it('offers only what the configuration allows', async () => {
		const { port } = await serve({ decide: () => true });
		const link = await open(
			{ port, algorithms: { cipher: ['aes256-ctr'], mac: ['hmac-sha2-256'] } },
			answering(),
		);
		await link.dispose();
		const problem = await problemOf(open({ port, algorithms: { cipher: ['nosuch'] } }, answering()));
		assert.deepEqual(problem, { kind: 'unsupportedSshSetting', host: 'host', setting: 'Ciphers nosuch' });
	});

	it('leaves no proxy command behind when it is given up', async () => {
		const giveUp = new AbortController();
		setTimeout(() => giveUp.abort(), 100);
		await assert.rejects(open({ proxyCommand: 'sleep 6602' }, answering(), giveUp.signal), isAbort);
		await untilGone(/sleep 6602/);
	});

	async function cannotReach(
		facts: Partial<SshSettings>,
		reason: string,
	): Promise<Extract<Problem, { kind: 'cannotReach' }>> {
		const problem = await problemOf(open(facts, answering()));
		assert.ok(problem.kind === 'cannotReach', problem.kind);
		assert.equal(problem.reason, reason, problem.detail);
		return problem;
	}
});

const open = (facts: Partial<SshSettings>, ask: Ask, signal = forever, more: Partial<LinkOptions> = {}) => {
	const settings = settingsWith({ unknownHostKey: 'accept', ...facts });
	const options = {
		ask,
		log: new MemoryLog(),
		onStep: () => {},
		memory: new SignInMemory(),
		isAttended: true,
		...more,
	};
	return openLink(settings, undefined, options, signal);
};
