import type { Closeable } from './closeable.ts';

/** Subscribes a listener; disposing the result ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Closeable;

/**
 * The firing side of an Event. Listeners are called in the order they came. One that throws stops neither the others
 * nor who fired: its error surfaces by itself, as an uncaught one.
 */
export class Emitter<T> {
	readonly #listeners = new Set<(value: T) => void>();

	readonly event: Event<T> = (listener) => {
		const own = (value: T) => listener(value);
		this.#listeners.add(own);
		return { dispose: () => void this.#listeners.delete(own) };
	};

	fire(value: T): void {
		for (const listener of [...this.#listeners]) {
			try {
				listener(value);
			} catch (error) {
				setTimeout(() => {
					throw error;
				});
			}
		}
	}

	dispose(): void {
		this.#listeners.clear();
	}
}
