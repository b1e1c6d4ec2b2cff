import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteForward } from '../../../src/remote/remoteForward.ts';
import { connectToPort } from '../../support/ownHost.ts';
import { KeyFolder, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';
import { startProxy } from '../../support/proxy.ts';

describe('a forwarded port', () => {
	const sockets = new Set<Socket>();
	const servers: Server[] = [];
	let target: { host: string; port: number };
	const serve = async (onSocket: (socket: Socket) => void) => {
		const server = createServer({ allowHalfOpen: true }, (socket) => {
			sockets.add(socket);
			socket.on('close', () => sockets.delete(socket)).on('error', () => {});
			onSocket(socket);
		}).listen(0, '127.0.0.1');
		servers.push(server);
		await once(server, 'listening');
		return { host: 'localhost', port: (server.address() as AddressInfo).port };
	};
	before(async () => {
		target = await serve((socket) => socket.pipe(socket));
	});
	afterEach(disconnectAll);
	after(() => {
		for (const socket of sockets) socket.destroy();
		for (const server of servers) server.close();
	});

	it('leads many connections at a time to the target, also where sessions are few', async () => {
		const host = await connectTo('practice-maxsessions2');
		const forward = await host.forward(target, forever);
		const words = Array.from({ length: 60 }, (_, index) => randomBytes(20_000 + index));
		const answers = await Promise.all(words.map((bytes) => ask(forward.port, bytes)));
		for (const [index, bytes] of words.entries()) assert.ok(answers[index]?.equals(bytes));
		assert.equal((await host.exec('echo too', forever)).stdout, 'too\n');
	});

	it('passes on the end of one direction and keeps the other', async () => {
		const counting = await serve((socket) => {
			const hash = createHash('sha256');
			socket.on('data', (chunk) => hash.update(chunk));
			socket.on('end', () => setTimeout(() => socket.end(hash.digest()), 100));
		});
		const { port } = await (await connectTo('practice')).forward(counting, forever);
		const bytes = randomBytes(3_000_000);
		assert.ok((await ask(port, bytes)).equals(createHash('sha256').update(bytes).digest()));
	});

	it('passes on the end that the other side makes first', async () => {
		const greeting = await serve((socket) => void socket.end('bye'));
		const { port } = await (await connectTo('practice')).forward(greeting, forever);
		const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
		assert.equal((await textOf(socket)).toString(), 'bye');
		socket.end();
		await once(socket, 'close');
	});

	it('lets the sender wait for a slow reader', async () => {
		let sent = 0;
		const flood = await serve((socket) => {
			const more = () => {
				while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) sent += 65_536;
			};
			socket.on('drain', more);
			more();
		});
		const { port } = await (await connectTo('practice')).forward(flood, forever);
		const socket = connect({ port, host: '127.0.0.1' });
		await once(socket, 'data');
		socket.pause();
		await wait(700);
		const before = sent;
		await wait(500);
		assert.equal(sent, before);
		assert.ok(sent < 64_000_000, `${sent} bytes are on their way`);
		socket.destroy();
	});

	it('ends on the other side what is ended on this one', async () => {
		const sizeBefore = sockets.size;
		const { port } = await (await connectTo('practice')).forward(target, forever);
		const socket = connect({ port, host: '127.0.0.1' });
		socket.write('here');
		await once(socket, 'data');
		assert.equal(sockets.size, sizeBefore + 1);
		socket.resetAndDestroy();
		await until(() => sockets.size === sizeBefore);
	});

	it('listens for this computer alone', async () => {
		const { port } = await (await connectTo('practice')).forward(target, forever);
		const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
		const outside =
			others.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.99';
		const socket = connect({ port, host: outside });
		const [error] = await once(socket, 'error');
		assert.equal(error.code, 'ECONNREFUSED');
	});

	it('is the one that was wished for, or another one when that is taken', async () => {
		const host = await connectTo('practice');
		const first = await host.forward(target, forever);
		await first.dispose();
		const wished = await host.forward({ ...target, localPort: first.port }, forever);
		assert.equal(wished.port, first.port);
		const other = await host.forward({ ...target, localPort: first.port }, forever);
		assert.notEqual(other.port, first.port);
		assert.equal((await ask(other.port, Buffer.from('hello'))).toString(), 'hello');
	});

	it('ends with all its connections when it is no longer wanted', async () => {
		const sizeBefore = sockets.size;
		const forward = await (await connectTo('practice')).forward(target, forever);
		const socket = connect({ port: forward.port, host: '127.0.0.1' });
		socket.write('here');
		await once(socket, 'data');
		await forward.dispose();
		await once(socket, 'close');
		await until(() => sockets.size === sizeBefore);
		await assert.rejects(ask(forward.port, Buffer.from('x')), { code: 'ECONNREFUSED' });
		await forward.dispose();
	});

	it('ends with the link', async () => {
		const { address, port } = readFactory().aliases['practice'] ?? assert.fail();
		const proxy = await startProxy(address, port);
		const { host } = await connectToPort(proxy.port);
		const forward = await host.forward(target, forever);
		const socket = connect({ port: forward.port, host: '127.0.0.1' });
		socket.on('error', () => {}).write('here');
		await once(socket, 'data');
		proxy.cut();
		await once(socket, 'close');
		await assert.rejects(ask(forward.port, Buffer.from('x')), { code: 'ECONNREFUSED' });
		await assert.rejects(host.forward(target, forever), /connectionLost/);
		await proxy.close();
	});

	it('tells that nothing answers at the target, and goes on', async () => {
		const host = await connectTo('practice');
		const forward = await host.forward({ host: '127.0.0.1', port: 1 }, forever);
		const problem = firstFailure(forward);
		assert.equal((await ask(forward.port, Buffer.from('x')).catch(() => Buffer.alloc(0))).length, 0);
		assert.deepEqual(
			{ ...(await problem), detail: '' },
			{ kind: 'forwardRefused', host: 'practice', target: '127.0.0.1:1', reason: 'unreachable', detail: '' },
		);
		const again = firstFailure(forward);
		await ask(forward.port, Buffer.from('x')).catch(() => undefined);
		assert.equal((await again).kind, 'forwardRefused');
	});

	it('tells that the server forwards nothing', async () => {
		const folder = new KeyFolder();
		const sshd = await startSshd(folder, [`HostKey ${folder.key('host')}`, 'AllowTcpForwarding no']);
		const { host, log } = await connectToPort(sshd.port);
		const forward = await host.forward(target, forever);
		const problem = firstFailure(forward);
		await ask(forward.port, Buffer.from('x')).catch(() => undefined);
		const found = await problem;
		assert.ok(found.kind === 'forwardRefused' && found.reason === 'forbidden');
		assert.match(log.lines.at(-1) ?? '', /^warn practice: port \d+ to localhost:\d+ → forwardRefused/);
		await host.dispose();
		await sshd.close();
	});
});

/** Sends bytes and their end, and collects the answer to its end. */
async function ask(port: number, bytes: Buffer): Promise<Buffer> {
	const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
	socket.end(bytes);
	return textOf(socket);
}

async function textOf(socket: Socket): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of socket.iterator({ destroyOnReturn: false })) chunks.push(chunk);
	return Buffer.concat(chunks);
}

async function firstFailure(forward: RemoteForward) {
	const error = await new Promise<Error>((resolve) => forward.onDidFail(resolve));
	return error instanceof ProblemError ? error.problem : assert.fail(String(error));
}

async function until(isSo: () => boolean): Promise<void> {
	const deadline = Date.now() + 5_000;
	while (!isSo()) {
		assert.ok(Date.now() < deadline, 'never came true');
		await wait(20);
	}
}
