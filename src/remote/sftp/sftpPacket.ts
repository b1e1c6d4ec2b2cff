import { bytesOf, textOf } from '../../base/rawText.ts';

/** Attributes as SFTP version 3 carries them; each group may be absent. Times in seconds since 1970, size in bytes. */
export interface SftpAttributes {
	readonly size?: number;
	readonly uid?: number;
	readonly gid?: number;
	/** With the bits of the file's type, inode(7). */
	readonly mode?: number;
	readonly accessed?: number;
	readonly modified?: number;
}

const SIZE = 0x1;
const OWNER = 0x2;
const MODE = 0x4;
const TIMES = 0x8;
const EXTENDED = 0x80000000;

/** One field of a packet. */
export type SftpField = number | bigint | string | Uint8Array | SftpAttributes;

/** Fields in their order: a number is a uint32, a bigint a uint64, text and bytes carry their length in front. */
export function encodeFields(fields: readonly SftpField[]): Buffer {
	return Buffer.concat(piecesOf(fields));
}

/** As `encodeFields`, of which the content of a file is a piece that is not copied. */
export function piecesOf(fields: readonly SftpField[]): readonly Uint8Array[] {
	return fields.flatMap(encode);
}

function encode(field: SftpField): readonly Uint8Array[] {
	if (typeof field === 'number') return [uint32(field)];
	if (typeof field === 'bigint') return [uint64(field)];
	if (typeof field === 'string') return encode(bytesOf(field));
	if (field instanceof Uint8Array) return [uint32(field.length), field];
	return encodeAttributes(field);
}

function encodeAttributes({
	size,
	uid,
	gid,
	mode,
	accessed,
	modified,
}: SftpAttributes): readonly Uint8Array[] {
	const owner = uid !== undefined && gid !== undefined ? [uint32(uid), uint32(gid)] : [];
	const times = accessed !== undefined && modified !== undefined ? [uint32(accessed), uint32(modified)] : [];
	const flags =
		(size === undefined ? 0 : SIZE) |
		(owner.length > 0 ? OWNER : 0) |
		(mode === undefined ? 0 : MODE) |
		(times.length > 0 ? TIMES : 0);
	return [
		uint32(flags),
		...(size === undefined ? [] : [uint64(BigInt(size))]),
		...owner,
		...(mode === undefined ? [] : [uint32(mode)]),
		...times,
	];
}

function uint32(value: number): Buffer {
	const bytes = Buffer.allocUnsafe(4);
	bytes.writeUInt32BE(value >>> 0);
	return bytes;
}

function uint64(value: bigint): Buffer {
	const bytes = Buffer.allocUnsafe(8);
	bytes.writeBigUInt64BE(value);
	return bytes;
}

/** Takes fields from a packet, one after the other. Throws RangeError beyond its end. */
export class PacketReader {
	readonly #bytes: Buffer;
	#at = 0;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	get isAtEnd(): boolean {
		return this.#at >= this.#bytes.length;
	}

	uint32(): number {
		return this.#take(4).readUInt32BE();
	}

	uint64(): bigint {
		return this.#take(8).readBigUInt64BE();
	}

	/** A view into the packet, not a copy. */
	bytes(): Buffer {
		return this.#take(this.uint32());
	}

	text(): string {
		return textOf(this.bytes());
	}

	attributes(): SftpAttributes {
		const flags = this.uint32();
		const size = flags & SIZE ? { size: Number(this.uint64()) } : {};
		const owner = flags & OWNER ? { uid: this.uint32(), gid: this.uint32() } : {};
		const mode = flags & MODE ? { mode: this.uint32() } : {};
		const times = flags & TIMES ? { accessed: this.uint32(), modified: this.uint32() } : {};
		if (flags & EXTENDED) {
			for (let left = this.uint32(); left > 0; left--) {
				this.bytes();
				this.bytes();
			}
		}
		return { ...size, ...owner, ...mode, ...times };
	}

	#take(length: number): Buffer {
		const end = this.#at + length;
		if (end > this.#bytes.length) throw new RangeError('The packet is shorter than what it says of itself.');
		const piece = this.#bytes.subarray(this.#at, end);
		this.#at = end;
		return piece;
	}
}
