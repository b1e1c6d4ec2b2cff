import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A link that can break: passes bytes on to another address until told otherwise. */
export interface TestProxy {
	readonly port: number;
	/** From now on nothing passes, and nobody is told: as when a cable is pulled. */
	freeze(): void;
	/** Passes on what was held back and all that comes. */
	thaw(): void;
	/** Ends all connections. */
	cut(): void;
	/** Bytes that have gone each way so far. */
	readonly passed: { readonly up: number; readonly down: number };
	/** Ends all connections when so many more bytes have gone one way: up is to the server. */
	cutAfter(bytes: number, way: 'up' | 'down'): void;
	/** Listens no more: new connections are refused. */
	refuse(): Promise<void>;
	/** Listens again. */
	accept(): Promise<void>;
	close(): Promise<void>;
}

/** @param roundTripMs how much longer an answer takes through the proxy */
export async function startProxy(address: string, port: number, roundTripMs = 0): Promise<TestProxy> {
	const sockets = new Set<Socket>();
	let isFrozen = false;
	const passed = { up: 0, down: 0 };
	const left = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
	const own = (socket: Socket) => {
		sockets.add(socket);
		socket.setNoDelay(true);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	};
	const server = createServer({ allowHalfOpen: true }, (near) => {
		const far = connect({ host: address, port, allowHalfOpen: true });
		for (const [from, to, way] of [
			[near, far, 'up'],
			[far, near, 'down'],
		] as const) {
			own(from);
			from.on('data', (bytes) => {
				const budget = left[way];
				left[way] -= bytes.length;
				if (left[way] < 0) {
					left[way] = Number.POSITIVE_INFINITY;
					from.pause();
					passed[way] += budget;
					to.write(bytes.subarray(0, budget), cut);
					return;
				}
				passed[way] += bytes.length;
				if (roundTripMs > 0) setTimeout(() => to.write(bytes), roundTripMs / 2);
				else to.write(bytes);
			});
			from.on('end', () => !isFrozen && to.end());
			from.on('close', () => !isFrozen && to.destroy());
		}
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port: ownPort } = server.address() as AddressInfo;
	const refuse = async () => {
		const closed = once(server, 'close');
		server.close();
		cut();
		await closed;
	};
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		port: ownPort,
		passed,
		freeze() {
			isFrozen = true;
			for (const socket of sockets) socket.pause();
		},
		thaw() {
			isFrozen = false;
			for (const socket of sockets) socket.resume();
		},
		cut,
		cutAfter(bytes, way) {
			left[way] = bytes;
		},
		refuse,
		async accept() {
			server.listen(ownPort, '127.0.0.1');
			await once(server, 'listening');
		},
		async close() {
			cut();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
