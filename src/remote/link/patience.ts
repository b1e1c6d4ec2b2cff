import type { Ask } from '../../base/ask.ts';

/**
 * A deadline for the machine's part of a conversation: it stands still while a person is answering, and starts
 * anew after each answer, but never for what the other side sends.
 */
export class Patience {
	readonly #expired = new AbortController();
	#ms: number;
	#timer: NodeJS.Timeout | undefined;
	#questions = 0;

	constructor(ms: number) {
		this.#ms = ms;
	}

	/** To be called when the conversation begins. */
	start(): void {
		const expire = () =>
			this.#expired.abort(new DOMException('The other side took too long.', 'TimeoutError'));
		this.#timer = setTimeout(expire, this.#ms);
	}

	/** From now on it lasts so long, after each answer as well. */
	restart(ms: number): void {
		this.#ms = ms;
		clearTimeout(this.#timer);
		if (!this.isAsking) this.start();
	}

	/** Aborted, with a TimeoutError, when the machine took too long. */
	get signal(): AbortSignal {
		return this.#expired.signal;
	}

	/** True while a person is answering. */
	get isAsking(): boolean {
		return this.#questions > 0;
	}

	/** The same questions, asked while this clock stands still. */
	during(ask: Ask): Ask {
		return {
			text: (question, signal) => this.#pause(ask.text(question, signal)),
			confirm: (question, signal) => this.#pause(ask.confirm(question, signal)),
			forget: (keepAs) => ask.forget(keepAs),
			proved: (keepAs) => ask.proved?.(keepAs),
		};
	}

	dispose(): void {
		clearTimeout(this.#timer);
	}

	async #pause<T>(answer: Promise<T>): Promise<T> {
		this.#questions++;
		clearTimeout(this.#timer);
		try {
			return await answer;
		} finally {
			if (--this.#questions === 0) this.start();
		}
	}
}
