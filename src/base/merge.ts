/**
 * What several iterables give, as it comes; of each the next one is asked for when the one before was taken. Ends when all have
 * ended; the first that fails, or leaving the loop, ends the others.
 */
export async function* merge<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T, void> {
	const iterators = sources.map((source) => source[Symbol.asyncIterator]());
	const next = async (index: number) => ({ index, result: await iterators[index]?.next() });
	const waiting = new Map(iterators.map((_, index) => [index, next(index)]));
	try {
		while (waiting.size > 0) {
			const { index, result } = await Promise.race(waiting.values());
			if (!result || result.done) {
				waiting.delete(index);
				continue;
			}
			// To the end of the row, so that none is served twice before the others.
			waiting.delete(index);
			yield result.value;
			waiting.set(index, next(index));
		}
	} finally {
		for (const promise of waiting.values()) promise.catch(() => {});
		// An iterator that waits returns when what it waits for has come; who leaves ends that by a signal.
		for (const iterator of iterators) void iterator.return?.().catch(() => {});
	}
}
