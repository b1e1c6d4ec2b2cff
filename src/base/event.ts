import type { Closeable } from './closeable.ts';

/** Subscribes a listener; disposing the result ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Closeable;

/** The firing side of an Event. Listeners are called in the order they came; one that throws does not stop the others. */
export class Emitter<T> {
	readonly #listeners = new Set<(value: T) => void>();

	readonly event: Event<T> = (listener) => {
		const own = (value: T) => listener(value);
		this.#listeners.add(own);
		return { dispose: () => void this.#listeners.delete(own) };
	};

	fire(value: T): void {
		let failure: { error: unknown } | undefined;
		for (const listener of [...this.#listeners]) {
			try {
				listener(value);
			} catch (error) {
				failure ??= { error };
			}
		}
		if (failure) throw failure.error;
	}

	dispose(): void {
		this.#listeners.clear();
	}
}
