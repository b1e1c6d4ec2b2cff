/** Calls every second, or every so many, while there is something to count down; costs nothing else. */
export class Ticker {
	readonly #onTick: () => void;
	readonly #everySeconds: number;
	#timer: NodeJS.Timeout | undefined;

	constructor(onTick: () => void, everySeconds = 1) {
		this.#everySeconds = everySeconds;
		this.#onTick = onTick;
	}

	/** To be called whenever it may have changed whether there is something to count. */
	run(isNeeded: boolean): void {
		if (isNeeded) this.#timer ??= setInterval(this.#onTick, this.#everySeconds * 1000);
		else this.dispose();
	}

	dispose(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}
}
