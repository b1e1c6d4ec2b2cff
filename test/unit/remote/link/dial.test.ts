import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { isAbort } from '../../../../src/base/abort.ts';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { type DialOptions, dial } from '../../../../src/remote/link/dial.ts';
import { unreachable } from '../../../../src/remote/link/unreachable.ts';
import type { SshSettings } from '../../../../src/remote/sshSettings.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { silence } from '../../../support/silentAddress.ts';
import { settingsWith } from '../../../support/sshSettings.ts';

const forever = new AbortController().signal;

const SILENT = '127.0.0.6';

describe('dialling a name with several addresses', () => {
	let server: Server;
	let port: number;
	let asked: string[];
	let speak: () => void;
	const log = new MemoryLog();
	beforeEach(async () => {
		asked = [];
		server = createServer((socket) => asked.push(socket.localAddress ?? '')).listen(0, '127.0.0.2');
		await once(server, 'listening');
		port = (server.address() as AddressInfo).port;
		speak = await silence(SILENT, port);
	});
	afterEach(() => {
		speak();
		server.close();
	});

	const dialTo = async (
		addresses: readonly string[],
		facts: Partial<SshSettings> = {},
		options: Partial<DialOptions> = {},
		signal: AbortSignal = forever,
	) => {
		const settings = settingsWith({ address: 'login.example', port, ...facts });
		const lookup = async (name: string) => (name === 'login.example' ? addresses : [name]);
		const { stream, address } = await dial(settings, undefined, { log, lookup, ...options }, signal);
		stream.destroy();
		return address;
	};

	it('takes the first that answers, and tells which', async () => {
		assert.equal(await dialTo(['127.0.0.3', '127.0.0.2', '127.0.0.4']), '127.0.0.2');
		assert.match(log.lines.at(-1) ?? '', /127\.0\.0\.2 answers, of 127\.0\.0\.3, /);
	});

	it('begins with the one that was used last time', async () => {
		const second = createServer().listen(port, '127.0.0.5');
		await once(second, 'listening');
		try {
			assert.equal(await dialTo(['127.0.0.2', '127.0.0.5']), '127.0.0.2');
			const options = { preferredAddress: '127.0.0.5' };
			assert.equal(await dialTo(['127.0.0.2', '127.0.0.5'], {}, options), '127.0.0.5');
			assert.equal(await dialTo(['127.0.0.2'], {}, options), '127.0.0.2');
		} finally {
			second.close();
		}
	});

	it('gives a silent one its time, and then goes on', async () => {
		const start = performance.now();
		assert.equal(await dialTo([SILENT, '127.0.0.2'], { connectTimeout: 0.6 }), '127.0.0.2');
		const ms = performance.now() - start;
		assert.ok(ms > 580, `${ms} ms`);
	});

	it('tells of all when none answers, with the reason of the last', async () => {
		const failing = dialTo([SILENT, '127.0.0.3', '127.0.0.4'], { connectTimeout: 0.2 });
		const problem = await problemOf(failing);
		assert.equal(problem.reason, 'refused');
		for (const address of [SILENT, '127.0.0.3', '127.0.0.4']) assert.ok(problem.detail.includes(address));
	});

	it('tells of a silent one as such', async () => {
		const problem = await problemOf(dialTo(['127.0.0.3', SILENT], { connectTimeout: 0.2 }));
		assert.equal(problem.reason, 'timedOut');
	});

	it('connects from the address that the configuration names', async () => {
		let from: string | undefined;
		server.once('connection', (socket) => {
			from = socket.remoteAddress;
		});
		await dialTo(['127.0.0.2'], { bindAddress: '127.0.0.77' });
		await new Promise((resolve) => setTimeout(resolve, 20));
		assert.equal(from, '127.0.0.77');
		const problem = await problemOf(dialTo(['127.0.0.2'], { bindAddress: '192.0.2.9' }));
		assert.equal(problem.reason, 'unreachable');
	});

	it('looks only for addresses of the family that the configuration names', async () => {
		const families: (number | undefined)[] = [];
		const lookup = async (_name: string, family: number | undefined) => {
			families.push(family);
			return ['127.0.0.2'];
		};
		await dialTo([], { addressFamily: 4 }, { lookup });
		await dialTo([], {}, { lookup });
		await dialTo([], { bindAddress: '127.0.0.1' }, { lookup });
		assert.deepEqual(families, [4, undefined, undefined, 4]);
	});

	it('does not wait for a name server that says nothing', async () => {
		const problem = await problemOf(
			dialTo([], { connectTimeout: 0.1 }, { lookup: () => new Promise(() => {}) }),
		);
		assert.equal(problem.reason, 'timedOut');
		assert.equal((await problemOf(dialTo([]))).reason, 'unknownHost');
	});

	it('can be given up', async () => {
		const giveUp = new AbortController();
		setTimeout(() => giveUp.abort(), 50);
		const lookup = () => new Promise<never>(() => {});
		await assert.rejects(dialTo([], {}, { lookup }, giveUp.signal), isAbort);
		await assert.rejects(dialTo([SILENT, '127.0.0.2'], {}, {}, AbortSignal.abort()), isAbort);
		assert.deepEqual(asked, []);
	});
});

async function problemOf(promise: Promise<unknown>) {
	const error = await promise.then(
		() => assert.fail('should have failed'),
		(reason: unknown) => unreachable(reason, settingsWith({})),
	);
	assert.ok(error instanceof ProblemError && error.problem.kind === 'cannotReach', String(error));
	return error.problem;
}
