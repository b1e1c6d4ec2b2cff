/** Does something for every item, with up to `width` under way at a time. Rejects with the first failure, and then starts no more. */
export async function pipelined<T>(
	items: Iterable<T>,
	width: number,
	work: (item: T) => Promise<unknown>,
): Promise<void> {
	const queue = items[Symbol.iterator]();
	let hasFailed = false;
	const worker = async () => {
		for (let next = queue.next(); !next.done && !hasFailed; next = queue.next()) {
			try {
				await work(next.value);
			} catch (error) {
				hasFailed = true;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: width }, worker));
}
