/** Slurm compares the names of accounts and QOS without regard to case. */
export function same(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

/** The known name that was probably meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
	const plain = name.toLowerCase();
	return (
		known.find((other) => same(other, name)) ??
		known.find((other) => other.toLowerCase().startsWith(plain) || plain.startsWith(other.toLowerCase())) ??
		known.find((other) => isNear(plain, other.toLowerCase()))
	);
}

/** One letter more, less or other, or two swapped. */
function isNear(a: string, b: string): boolean {
	let start = 0;
	while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
	let end = 0;
	while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
	const left = a.slice(start, a.length - end);
	const right = b.slice(start, b.length - end);
	return (
		(left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''))
	);
}

/** At most five names, the likely one first. */
export function inLikelyOrder(likely: string | undefined, names: readonly string[]): readonly string[] {
	return [...(likely === undefined ? [] : [likely]), ...names.filter((name) => name !== likely)].slice(0, 5);
}
