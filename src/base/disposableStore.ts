import type { Closeable } from './closeable.ts';

/** Owns resources and closes them in reverse order. What arrives after the closing is closed at once. */
export class DisposableStore {
	readonly #owned: Closeable[] = [];
	#closed = false;

	add<T extends Closeable>(resource: T): T {
		if (this.#closed) void resource.dispose();
		else this.#owned.push(resource);
		return resource;
	}

	/** Closes everything, waits for each, and rejects with the first failure after all had their turn. */
	async dispose(): Promise<void> {
		this.#closed = true;
		let failure: { error: unknown } | undefined;
		for (let resource = this.#owned.pop(); resource; resource = this.#owned.pop()) {
			try {
				await resource.dispose();
			} catch (error) {
				failure ??= { error };
			}
		}
		if (failure) throw failure.error;
	}
}
