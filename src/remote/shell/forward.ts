import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { Emitter } from '../../base/event.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Link } from '../link/link.ts';
import type { ForwardTarget, RemoteForward } from '../remoteForward.ts';

/** Nobody but the programs of this computer may use the person's rights on the cluster. */
const LOOPBACK = '127.0.0.1';

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, RFC 4254 section 5.1: AllowTcpForwarding says no. */
const PROHIBITED = 1;

/** Longer than a login node tries to reach another host. */
const OPEN_SECONDS = 150;

/**
 * Listens on a port of this computer and leads each connection to the target, through a channel of its own; servers allow any
 * number of those. Ends with the link. Throws `connectionLost`, the signal's reason, or an error of this computer.
 */
export async function openForward(
	link: Link,
	target: ForwardTarget,
	signal: AbortSignal,
): Promise<RemoteForward> {
	signal.throwIfAborted();
	link.ended.throwIfAborted();
	const sockets = new Set<Socket>();
	const failed = new Emitter<Error>();
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		// What ends badly on this side just ends.
		socket.on('error', () => {});
		connectThrough(link, target, socket).catch((error: unknown) => {
			socket.destroy();
			if (!link.ended.aborted) failed.fire(problemOf(error, link.hostName, target));
		});
	});
	const port = await listen(server, target.localPort ?? 0);
	const close = async () => {
		link.ended.removeEventListener('abort', close);
		for (const socket of sockets) socket.destroy();
		if (server.listening) await new Promise((resolve) => server.close(resolve));
	};
	link.ended.addEventListener('abort', close);
	if (signal.aborted || link.ended.aborted) await close();
	signal.throwIfAborted();
	link.ended.throwIfAborted();
	return { port, onDidFail: failed.event, dispose: close };
}

/** A port that somebody else has is no reason to fail: whoever wished for it is told which one it is. */
async function listen(server: Server, wished: number): Promise<number> {
	server.listen(wished, LOOPBACK);
	try {
		await once(server, 'listening');
	} catch (error) {
		if (wished === 0) throw error;
		return listen(server, 0);
	}
	return (server.address() as AddressInfo).port;
}

async function connectThrough(link: Link, { host, port }: ForwardTarget, socket: Socket): Promise<void> {
	const from = socket.remotePort ?? 0;
	const channel = await link.openOnce<ClientChannel>(
		(client, opened) => client.forwardOut(LOOPBACK, from, host, port, opened),
		AbortSignal.timeout(OPEN_SECONDS * 1000),
	);
	channel.on('error', () => socket.destroy());
	if (socket.destroyed) channel.destroy();
	join(socket, channel);
}

/** Each side's end of sending is passed on, and the other direction goes on; the end of one ends the other. */
function join(socket: Socket, channel: Duplex): void {
	socket.pipe(channel);
	channel.pipe(socket);
	socket.once('close', () => {
		channel.destroy();
		channel.resume();
	});
	channel.once('close', () => socket.destroySoon());
}

function problemOf(error: unknown, host: string, target: ForwardTarget): Error {
	if (error instanceof ProblemError) return error;
	const detail = error instanceof Error ? error.message : String(error);
	const isForbidden = error instanceof Error && 'reason' in error && error.reason === PROHIBITED;
	const reason = isForbidden ? 'forbidden' : 'unreachable';
	const facts = { host, target: `${target.host}:${target.port}`, reason, detail } as const;
	return new ProblemError({ kind: 'forwardRefused', ...facts }, { cause: error });
}
