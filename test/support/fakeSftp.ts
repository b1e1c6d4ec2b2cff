import { Duplex } from 'node:stream';
import type { Link } from '../../src/remote/link/link.ts';
import { encodeFields, PacketReader, type SftpField } from '../../src/remote/sftp/sftpPacket.ts';
import { OPEN_FLAG, TYPE } from '../../src/remote/sftp/sftpRequest.ts';

const OK = 0;
const EOF = 1;
const NO_PERMISSION = 3;
const FAILURE = 4;

/** What a real server cannot be brought to: the other end of an SFTP channel, with one file in it, on a disk that fills up. */
export class FakeSftp extends Duplex {
	readonly stderr = { resume: () => undefined };
	/** What ssh2's channels have for flow control. */
	readonly incoming = { window: 0 };
	readonly outgoing = { id: 0, state: 'open' };
	readonly _client = { _protocol: { channelWindowAdjust: () => undefined } };
	content: Buffer;
	/** WRITEs that succeed before the disk is full. */
	writes = Number.POSITIVE_INFINITY;
	/** WRITEs that fail then, before there is space again. */
	failures = 1;
	/** A file system that does not answer. */
	isStuck = false;
	isEnded = false;
	/** What to do with a request instead of what is done here; by its type. */
	readonly answers = new Map<number, (number: number, fields: PacketReader) => void>();
	#rest = Buffer.alloc(0);

	constructor(content = '') {
		super();
		this.content = Buffer.from(content);
	}

	/** Sends a packet. */
	reply(type: number, ...fields: SftpField[]): void {
		const body = encodeFields(fields);
		const head = Buffer.alloc(5);
		head.writeUInt32BE(body.length + 1);
		head.writeUInt8(type, 4);
		this.push(Buffer.concat([head, body]));
	}

	override _read(): void {}

	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.#rest = Buffer.concat([this.#rest, chunk]);
		while (this.#rest.length >= 4) {
			const end = 4 + this.#rest.readUInt32BE();
			if (this.#rest.length < end) break;
			const packet = this.#rest.subarray(4, end);
			this.#rest = this.#rest.subarray(end);
			this.#take(packet.readUInt8(), new PacketReader(packet.subarray(1)));
		}
		done();
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.isEnded = true;
		done(error);
	}

	#take(type: number, fields: PacketReader): void {
		const number = fields.uint32();
		const own = this.answers.get(type);
		if (type === TYPE.init) this.reply(TYPE.version, 3);
		else if (own) own(number, fields);
		else this.#answer(type, number, fields);
	}

	#answer(type: number, number: number, fields: PacketReader): void {
		const facts = {
			...{ size: this.content.length, uid: 1, gid: 1, mode: 0o100644 },
			...{ accessed: 0, modified: 0 },
		};
		const status = (code: number) => this.reply(TYPE.status, number, code, `SFTP ${code}`, 'en');
		switch (type) {
			case TYPE.stat:
			case TYPE.lstat:
			case TYPE.fstat:
				if (!this.isStuck) this.reply(TYPE.attrs, number, facts);
				break;
			case TYPE.realpath:
				this.reply(TYPE.name, number, 1, fields.text(), '', {});
				break;
			case TYPE.open:
				fields.text();
				// Nothing can be created beside the file.
				if (fields.uint32() & OPEN_FLAG.exclusive) status(NO_PERMISSION);
				else this.reply(TYPE.handle, number, 'handle');
				break;
			case TYPE.read: {
				fields.text();
				const offset = Number(fields.uint64());
				const piece = this.content.subarray(offset, offset + fields.uint32());
				if (piece.length > 0) this.reply(TYPE.data, number, piece);
				else status(EOF);
				break;
			}
			case TYPE.write:
				status(this.#write(fields));
				break;
			case TYPE.fsetstat:
				fields.text();
				this.content = this.content.subarray(0, fields.attributes().size);
				status(OK);
				break;
			case TYPE.close:
				status(OK);
				break;
			default:
				status(NO_PERMISSION);
		}
	}

	/** The status of it. */
	#write(fields: PacketReader): number {
		if (this.writes <= 0 && this.failures-- > 0) return FAILURE;
		this.writes--;
		fields.text();
		const at = Number(fields.uint64());
		const bytes = fields.bytes();
		const grown = Buffer.alloc(Math.max(this.content.length, at + bytes.length));
		this.content.copy(grown);
		bytes.copy(grown, at);
		this.content = grown;
		return OK;
	}
}

/** A link whose channels are these, in turn. */
export function linkWith(...channels: Duplex[]): Link {
	const ended = new AbortController().signal;
	return { hostName: 'practice', ended, open: async () => channels.shift() } as unknown as Link;
}
