import type { Duplex } from 'node:stream';
import { SFTP_FAILURE, SftpStatusError } from './sftpErrors.ts';
import { PacketReader, piecesOf } from './sftpPacket.ts';
import { type SftpRequest, TYPE } from './sftpRequest.ts';

/** OpenSSH's own bound for a packet; the first bytes of a chatty start-up file make a far larger number. */
const LONGEST_PACKET = 256 * 1024;
const LENGTH_BYTES = 4;
/** What is not copied to stand in one piece with what is before it. */
const MUCH_BYTES = 16 * 1024;
const OUR_VERSION = 3;

interface Waiting {
	readonly request: SftpRequest<unknown>;
	readonly settle: (error: Error | undefined, value?: unknown) => void;
}

/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02) over a stream: packets, and which answer is whose. It has no clock: what
 * was not answered when the stream ends is let go of with that, and whoever waits less long forgets the answer.
 */
export class SftpConnection {
	readonly #stream: Duplex;
	readonly #waiting = new Map<number, Waiting>();
	readonly #onEnd: (trouble: string) => void;
	#number = 0;
	#extensions: ReadonlySet<string> = new Set();
	#greeted: ((error: Error | undefined) => void) | undefined;
	#length = Buffer.alloc(LENGTH_BYTES);
	#packet: Buffer | undefined;
	/** Holds one packet after the other, once they are large. */
	#room = Buffer.alloc(0);
	#filled = 0;
	#trouble: string | undefined;

	/** Resolves when the server has told its version. `onEnd` hears once why it is over, in the server's words where it had any. */
	static async open(stream: Duplex, onEnd: (trouble: string) => void): Promise<SftpConnection> {
		const connection = new SftpConnection(stream, onEnd);
		await new Promise<void>((resolve, reject) => {
			connection.#greeted = (error) => (error ? reject(error) : resolve());
			connection.#send(TYPE.init, undefined, [uint32(OUR_VERSION)]);
		});
		return connection;
	}

	private constructor(stream: Duplex, onEnd: (trouble: string) => void) {
		this.#stream = stream;
		this.#onEnd = onEnd;
		stream.on('data', (chunk: Buffer) => this.#take(chunk));
		stream.on('error', (error: Error) => this.end(error.message));
		stream.once('end', () => this.end('The SFTP server ended.'));
		stream.once('close', () => this.end('The SFTP channel ended.'));
	}

	/** True for a request beyond the draft that the server announced. */
	has(extension: string): boolean {
		return this.#extensions.has(extension);
	}

	/** Sends a request; `settle` is called once, with SftpStatusError where the server refused. */
	send<T>(request: SftpRequest<T>, settle: (error: Error | undefined, value?: T) => void): void {
		if (this.#trouble !== undefined) {
			settle(new Error(this.#trouble));
			return;
		}
		this.#number = (this.#number + 1) >>> 0;
		this.#waiting.set(this.#number, { request, settle: settle as Waiting['settle'] });
		this.#send(request.type, this.#number, piecesOf(request.fields));
	}

	/** Lets go of all that waits. */
	end(trouble: string): void {
		if (this.#trouble !== undefined) return;
		this.#trouble = trouble;
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const { settle } of waiting) settle(new Error(trouble));
		this.#greeted?.(new Error(trouble));
		this.#onEnd(trouble);
	}

	#send(type: number, number: number | undefined, body: readonly Uint8Array[]): void {
		const head = Buffer.allocUnsafe(number === undefined ? 5 : 9);
		const length = body.reduce((sum, piece) => sum + piece.length, 0);
		head.writeUInt32BE(head.length - LENGTH_BYTES + length);
		head.writeUInt8(type, LENGTH_BYTES);
		if (number !== undefined) head.writeUInt32BE(number, LENGTH_BYTES + 1);
		const last = body.at(-1);
		if (last && last.length >= MUCH_BYTES) {
			this.#stream.write(Buffer.concat([head, ...body.slice(0, -1)]));
			this.#stream.write(last);
		} else {
			this.#stream.write(Buffer.concat([head, ...body], head.length + length));
		}
	}

	#take(chunk: Buffer): void {
		for (let at = 0; at < chunk.length && this.#trouble === undefined; ) {
			const into = this.#packet ?? this.#length;
			const copied = chunk.copy(into, this.#filled, at);
			at += copied;
			this.#filled += copied;
			if (this.#filled < into.length) return;
			this.#filled = 0;
			if (this.#packet) {
				this.#packet = undefined;
				this.#dispatch(into);
			} else {
				this.#begin(into.readUInt32BE(), chunk);
			}
		}
	}

	#begin(length: number, chunk: Buffer): void {
		if (length > 0 && length <= LONGEST_PACKET) {
			if (length > this.#room.length) this.#room = Buffer.allocUnsafe(length);
			this.#packet = this.#room.subarray(0, length);
			return;
		}
		const said = Buffer.concat([this.#length, chunk.subarray(LENGTH_BYTES)]).toString('latin1');
		this.end(this.#greeted ? notSftp(said) : 'The SFTP server sent a packet of a length that cannot be.');
		this.#stream.destroy();
	}

	#dispatch(packet: Buffer): void {
		try {
			const type = packet.readUInt8();
			const reply = new PacketReader(packet.subarray(1));
			if (type === TYPE.version) this.#greet(reply);
			else this.#answered(reply.uint32(), type, reply);
		} catch (error) {
			this.end(`The SFTP server sent what cannot be understood: ${(error as Error).message}`);
			this.#stream.destroy();
		}
	}

	#answered(number: number, type: number, reply: PacketReader): void {
		const waiting = this.#waiting.get(number);
		this.#waiting.delete(number);
		if (waiting) answer(waiting, type, reply);
	}

	#greet(reply: PacketReader): void {
		reply.uint32();
		const names: string[] = [];
		while (!reply.isAtEnd) {
			names.push(reply.text());
			reply.bytes();
		}
		this.#extensions = new Set(names);
		this.#greeted?.(undefined);
		this.#greeted = undefined;
	}
}

function answer({ request, settle }: Waiting, type: number, reply: PacketReader): void {
	try {
		settle(undefined, answerIn(request, type, reply));
	} catch (error) {
		settle(error instanceof SftpStatusError ? error : new SftpStatusError(SFTP_FAILURE, String(error)));
	}
}

function answerIn(request: SftpRequest<unknown>, type: number, reply: PacketReader): unknown {
	if (type === request.answer && type !== TYPE.status) return request.read(reply);
	if (type !== TYPE.status) throw new SftpStatusError(SFTP_FAILURE, 'The server answered another question.');
	const code = reply.uint32();
	// Servers older than the draft end here.
	const words = reply.isAtEnd ? '' : reply.text();
	if (code !== 0 || request.answer !== TYPE.status) throw new SftpStatusError(code || SFTP_FAILURE, words);
	return undefined;
}

function notSftp(said: string): string {
	const line = said.split(/[\r\n]/)[0]?.replace(/[^\x20-\x7e]/g, '?') ?? '';
	return `The server said "${line}" where SFTP should begin. A start-up file of the account, such as ~/.bashrc, prints that: it must be quiet where no person is there.`;
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}
