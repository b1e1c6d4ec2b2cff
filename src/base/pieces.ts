/** What one side finds and the other takes, in order; it grows as long as nobody takes. */
export class Pieces<T> {
	readonly #ready: T[] = [];
	#isOver = false;
	#error: unknown;
	#wake = () => {};

	push(piece: T): void {
		this.#ready.push(piece);
		this.#wake();
	}

	end(error?: unknown): void {
		this.#isOver = true;
		this.#error = error;
		this.#wake();
	}

	/** To be taken once. Throws what it ended with. */
	async *all(): AsyncGenerator<T> {
		for (;;) {
			const news = new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
			for (let next = this.#ready.shift(); next !== undefined; next = this.#ready.shift()) yield next;
			if (this.#isOver) break;
			await news;
		}
		if (this.#error !== undefined) throw this.#error;
	}
}
