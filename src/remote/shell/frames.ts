import { randomBytes } from 'node:crypto';

/** Opens and closes a mark: a byte that hardly any output holds, so that searching for it is quick. */
const EDGE = 0x1e;

/**
 * The mark that a shell prints after each command's output, such as `␞5f3a…:0␞` with an exit code. Nobody who does not
 * know the random letters can print it.
 */
export class Mark {
	readonly #letters = randomBytes(12).toString('hex');

	/** How a mark begins. */
	get start(): Buffer {
		return Buffer.from(`\x1e${this.#letters}:`);
	}

	/**
	 * A POSIX command that prints the mark with the value of a shell expression such as `$?`. The letters are in two
	 * parts, so that a shell which shows its input does not print the mark by that.
	 */
	printing(expression: string): string {
		const half = this.#letters.length / 2;
		return `printf '\\036%s%s:%s\\036' ${this.#letters.slice(0, half)} ${this.#letters.slice(half)} "${expression}"`;
	}
}

/** Output up to a mark, and the value in the mark. */
export interface Frame {
	readonly bytes: Buffer;
	readonly value: string;
	/** What came after the mark. */
	readonly rest: Buffer;
}

/** Finds a mark in a byte stream, however the network cut it. Fed until it finds one, then done with. */
export class FrameReader {
	readonly #start: Buffer;
	readonly #before: Buffer[] = [];
	/** The end of what came, as long as a mark may have begun in it. */
	#open: Buffer = Buffer.alloc(0);

	constructor(mark: Mark) {
		this.#start = mark.start;
	}

	/** The frame as soon as its mark is complete. */
	push(chunk: Uint8Array): Frame | undefined {
		const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, chunk]) : Buffer.from(chunk);
		const at = bytes.indexOf(this.#start);
		const end = at < 0 ? -1 : bytes.indexOf(EDGE, at + this.#start.length);
		if (at >= 0 && end >= 0) {
			const value = bytes.toString('latin1', at + this.#start.length, end);
			return {
				bytes: Buffer.concat([...this.#before, bytes.subarray(0, at)]),
				value,
				rest: bytes.subarray(end + 1),
			};
		}
		const keep = at >= 0 ? at : Math.max(0, bytes.length - this.#start.length + 1);
		this.#before.push(bytes.subarray(0, keep));
		this.#open = bytes.subarray(keep);
		return undefined;
	}

	/** All bytes so far, for when no mark will come. */
	get bytes(): Buffer {
		return Buffer.concat([...this.#before, this.#open]);
	}
}
