/** Calls every second while there is something to count down; costs nothing else. */
export class Ticker {
	readonly #onTick: () => void;
	#timer: NodeJS.Timeout | undefined;

	constructor(onTick: () => void) {
		this.#onTick = onTick;
	}

	/** To be called whenever it may have changed whether there is something to count. */
	run(isNeeded: boolean): void {
		if (isNeeded) this.#timer ??= setInterval(this.#onTick, 1000);
		else this.dispose();
	}

	dispose(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}
}
