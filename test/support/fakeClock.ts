/** Time that goes on only when a test says so. */
export class FakeClock {
	#now: number;
	#waiting: { readonly at: number; readonly wake: () => void }[] = [];

	constructor(start = new Date('2026-11-25T08:00:00')) {
		this.#now = start.getTime();
	}

	readonly now = (): Date => new Date(this.#now);

	readonly delay = (ms: number, signal: AbortSignal): Promise<void> =>
		new Promise((resolve, reject) => {
			if (signal.aborted) return reject(signal.reason);
			const entry = { at: this.#now + ms, wake: resolve };
			this.#waiting.push(entry);
			signal.addEventListener('abort', () => {
				this.#waiting = this.#waiting.filter((other) => other !== entry);
				reject(signal.reason);
			});
		});

	/** Lets so many seconds pass; what waits is woken in its order and gets to do its work in between. */
	async pass(seconds: number): Promise<void> {
		const end = this.#now + seconds * 1000;
		await settled();
		for (;;) {
			const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
			if (!next || next.at > end) break;
			this.#waiting = this.#waiting.filter((entry) => entry !== next);
			this.#now = Math.max(this.#now, next.at);
			next.wake();
			await settled();
		}
		this.#now = end;
	}
}

/** Resolves when nothing is left to do but to wait. */
async function settled(): Promise<void> {
	for (let rounds = 0; rounds < 3; rounds += 1) await new Promise((resolve) => setImmediate(resolve));
}
