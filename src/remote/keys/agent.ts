import { connect } from 'node:net';
import { unlessAborted } from '../../base/abort.ts';
import { WireReader, wireString, wireUint32 } from '../sshWire.ts';
import { type PublicKey, parsePublicKey } from './publicKey.ts';

/** Message numbers and flags of draft-miller-ssh-agent, sections 5 and 6. */
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const FLAGS: Readonly<Record<string, number>> = { 'rsa-sha2-256': 2, 'rsa-sha2-512': 4 };

/** An agent lists its keys at once; signing may wait for a person to touch or confirm and has no deadline of ours. */
const LIST_TIMEOUT_MS = 5_000;

/** OpenSSH's own limit for a message. */
const MOST_BYTES = 256 * 1024;

/** A key or certificate that an agent holds, and the comment it was added with. */
export interface AgentKey {
	readonly publicKey: PublicKey;
	readonly comment: string;
}

/** An OpenSSH agent, or one that speaks its language, behind a Unix socket or a Windows named pipe. Each request is a connection of its own. */
export class Agent {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	/** The keys in the agent's own order, without any that have no type. Rejects when no agent listens there. */
	async keys(signal: AbortSignal): Promise<readonly AgentKey[]> {
		const deadline = AbortSignal.any([signal, AbortSignal.timeout(LIST_TIMEOUT_MS)]);
		const answer = await this.#ask(REQUEST_IDENTITIES, Buffer.alloc(0), IDENTITIES_ANSWER, deadline);
		const keys: AgentKey[] = [];
		for (let left = answer.uint32(); left > 0; left--) {
			const [blob, comment] = [answer.string(), answer.text()];
			const publicKey = parsePublicKey(blob);
			if (publicKey) keys.push({ publicKey, comment });
		}
		return keys;
	}

	/** A whole SSH signature, as the agent made it. Rejects when the agent does not have the key or its owner said no. */
	async sign(key: PublicKey, data: Uint8Array, algorithm: string, signal: AbortSignal): Promise<Buffer> {
		const body = Buffer.concat([wireString(key.blob), wireString(data), wireUint32(FLAGS[algorithm] ?? 0)]);
		const answer = await this.#ask(SIGN_REQUEST, body, SIGN_RESPONSE, signal);
		return answer.string();
	}

	/** Sends one request and reads one answer: a length, the message number, the body. */
	async #ask(request: number, body: Buffer, expected: number, signal: AbortSignal): Promise<WireReader> {
		const socket = connect(this.#path);
		try {
			const answer = readMessage(socket);
			socket.write(wireString(Buffer.concat([Buffer.of(request), body])));
			const message = new WireReader(await unlessAborted(answer, signal));
			const kind = message.byte();
			if (kind !== expected) throw new Error(`The agent at ${this.#path} answered with message ${kind}.`);
			return message;
		} finally {
			socket.destroy();
		}
	}
}

async function readMessage(socket: AsyncIterable<Buffer>): Promise<Buffer> {
	let received = Buffer.alloc(0);
	for await (const chunk of socket) {
		received = Buffer.concat([received, chunk]);
		if (received.length < 4) continue;
		const length = received.readUInt32BE();
		if (length > MOST_BYTES) throw new Error(`The agent answered with ${length} bytes.`);
		if (received.length >= 4 + length) return new WireReader(received).string();
	}
	throw new Error('The agent closed the connection without an answer.');
}
