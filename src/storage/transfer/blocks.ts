/** What is asked for at a time over one channel. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** Which blocks of a file have arrived, so that a transfer that was cut off goes on with the others. */
export class Blocks {
	readonly #size: number;
	readonly #arrived: boolean[];
	readonly #taken: boolean[];

	constructor(size: number) {
		this.#size = size;
		const count = Math.ceil(size / BLOCK_BYTES);
		this.#arrived = Array.from({ length: count }, () => false);
		this.#taken = [...this.#arrived];
	}

	/** The next that nobody has taken. */
	take(): { readonly index: number; readonly offset: number; readonly length: number } | undefined {
		const index = this.#taken.indexOf(false);
		if (index < 0) return undefined;
		this.#taken[index] = true;
		const offset = index * BLOCK_BYTES;
		return { index, offset, length: Math.min(BLOCK_BYTES, this.#size - offset) };
	}

	arrived(index: number): void {
		this.#arrived[index] = true;
	}

	/** What was taken and has not arrived can be taken again. */
	retake(): void {
		for (const [index, isThere] of this.#arrived.entries()) this.#taken[index] = isThere;
	}

	/** Nothing is there any more. Returns the bytes that were. */
	restart(): number {
		const lost = this.#arrived.reduce((sum, isThere, index) => sum + (isThere ? this.lengthOf(index) : 0), 0);
		this.#arrived.fill(false);
		this.#taken.fill(false);
		return lost;
	}

	/** The last that has arrived. */
	get last(): { readonly offset: number; readonly length: number } | undefined {
		const index = this.#arrived.lastIndexOf(true);
		return index < 0 ? undefined : { offset: index * BLOCK_BYTES, length: this.lengthOf(index) };
	}

	lengthOf(index: number): number {
		return Math.min(BLOCK_BYTES, this.#size - index * BLOCK_BYTES);
	}
}
