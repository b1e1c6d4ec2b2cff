/** Does a work for each of many, so many at a time. Ends with the first failure, when all that had begun has ended. */
export async function atATime<T>(
	width: number,
	items: readonly T[],
	work: (item: T) => Promise<void>,
): Promise<void> {
	const queue = items[Symbol.iterator]();
	let failure: { readonly error: unknown } | undefined;
	const worker = async () => {
		for (let next = queue.next(); !next.done && !failure; next = queue.next()) {
			try {
				await work(next.value);
			} catch (error) {
				failure ??= { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	if (failure) throw failure.error;
}
