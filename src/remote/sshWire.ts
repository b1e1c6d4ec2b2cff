/** The data types of RFC 4251, section 5, as far as keys, signatures and agents use them. */

/** `uint32`: four bytes, the highest first. */
export function wireUint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

/** `string`: its length, then its bytes. */
export function wireString(value: string | Uint8Array): Buffer {
	const bytes = typeof value === 'string' ? Buffer.from(value) : value;
	return Buffer.concat([wireUint32(bytes.length), bytes]);
}

/** `mpint` of an unsigned number: no needless zeros in front, but one where the first bit would read as a sign. */
export function wireInteger(unsigned: Uint8Array): Buffer {
	const first = unsigned.findIndex((byte) => byte !== 0);
	const digits = first < 0 ? Buffer.alloc(0) : unsigned.subarray(first);
	const needsSign = (digits[0] ?? 0) > 0x7f;
	return wireString(needsSign ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
}

/** Reads one value after another. Throws RangeError where the bytes end too soon. */
export class WireReader {
	readonly #bytes: Buffer;
	#position = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	byte(): number {
		return this.take(1).readUInt8();
	}

	uint32(): number {
		return this.take(4).readUInt32BE();
	}

	uint64(): bigint {
		return this.take(8).readBigUInt64BE();
	}

	string(): Buffer {
		return this.take(this.uint32());
	}

	text(): string {
		return this.string().toString('utf8');
	}

	/** True when everything was read. */
	get isAtEnd(): boolean {
		return this.#position === this.#bytes.length;
	}

	/** The next bytes as they are. */
	take(length: number): Buffer {
		const end = this.#position + length;
		if (end > this.#bytes.length) throw new RangeError('The data ends too soon.');
		const taken = this.#bytes.subarray(this.#position, end);
		this.#position = end;
		return taken;
	}
}
