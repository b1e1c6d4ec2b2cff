import { delay } from './abort.ts';

/** Keeps who takes much at a mean speed, after a first piece that is free. */
export class Pace {
	readonly #perSecond: number;
	readonly #free: number;
	readonly #now: () => number;
	#taken = 0;
	#at: number;

	/** @param now milliseconds of any clock that does not go back */
	constructor(perSecond: number, free: number, now: () => number = () => performance.now()) {
		this.#perSecond = perSecond;
		this.#free = free;
		this.#now = now;
		this.#at = now();
	}

	/** Resolves when that much more may be taken. */
	async take(amount: number, signal: AbortSignal): Promise<void> {
		const now = this.#now();
		this.#taken = Math.max(0, this.#taken - ((now - this.#at) / 1000) * this.#perSecond) + amount;
		this.#at = now;
		const waitMs = ((this.#taken - this.#free) / this.#perSecond) * 1000;
		if (waitMs > 0) await delay(waitMs, signal);
	}
}
