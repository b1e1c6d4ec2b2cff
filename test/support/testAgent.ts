import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf } from '../../src/remote/keys/publicKey.ts';
import { signatureOf } from '../../src/remote/keys/signature.ts';
import { WireReader, wireString, wireUint32 } from '../../src/remote/sshWire.ts';

/** An SSH agent in this process, with keys of `node:crypto` and the comments they were "added" with. */
export interface TestAgent {
	readonly path: string;
	/** The comments of the keys that were signed with. */
	readonly signedWith: readonly string[];
	close(): void;
}

/** What an agent may hold besides plain keys: a certificate, or the handle of a key in a device. */
export interface TestAgentKey {
	readonly blob: Buffer;
	sign(data: Buffer): Buffer;
}

export async function startAgent(
	keys: Readonly<Record<string, KeyObject | TestAgentKey>>,
	isObstinate = false,
): Promise<TestAgent> {
	const path = join(mkdtempSync(join(tmpdir(), 'aif-agent-')), 'socket');
	const signedWith: string[] = [];
	const held = Object.entries(keys).map(([comment, key]) => {
		const blob = key instanceof KeyObject ? (publicKeyOf(key)?.blob ?? Buffer.alloc(0)) : key.blob;
		return { comment, key, blob };
	});
	const list = () =>
		Buffer.concat([
			Buffer.of(12),
			wireUint32(held.length),
			...held.flatMap(({ blob, comment }) => [wireString(blob), wireString(comment)]),
		]);
	const sign = (request: WireReader) => {
		const blob = request.string();
		const data = request.string();
		const flags = request.uint32();
		const own = held.find((key) => key.blob.equals(blob));
		if (!own || isObstinate) return Buffer.of(5);
		signedWith.push(own.comment);
		if (!(own.key instanceof KeyObject))
			return Buffer.concat([Buffer.of(14), wireString(own.key.sign(data))]);
		const type = new WireReader(blob).text();
		const algorithm = type === 'ssh-rsa' ? (flags === 4 ? 'rsa-sha2-512' : 'rsa-sha2-256') : type;
		return Buffer.concat([Buffer.of(14), wireString(signatureOf(own.key, data, algorithm))]);
	};
	const server = createServer((socket) => {
		socket.on('error', () => {});
		socket.once('data', (bytes: Buffer) => {
			const request = new WireReader(new WireReader(bytes).string());
			// Split, as an answer may come in pieces.
			const answer = wireString(request.byte() === 11 ? list() : sign(request));
			socket.write(answer.subarray(0, 3));
			setTimeout(() => socket.end(answer.subarray(3)), 5);
		});
	}).listen(path);
	await once(server, 'listening');
	return { path, signedWith, close: () => void server.close() };
}
