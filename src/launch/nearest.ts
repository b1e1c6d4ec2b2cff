/** The word that was most likely meant by a misspelt one; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
	const plain = word.toLowerCase();
	const [best] = known
		.map((candidate) => ({ candidate, distance: distance(plain, candidate.toLowerCase()) }))
		.filter(({ candidate, distance: d }) => d <= Math.max(1, Math.floor(candidate.length / 3)))
		.sort((a, b) => a.distance - b.distance);
	return best?.candidate;
}

/** How many letters are to be added, left out, changed, or swapped with their neighbour. */
function distance(a: string, b: string): number {
	const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
	for (let i = 1; i <= a.length; i += 1) {
		const row = [i];
		for (let j = 1; j <= b.length; j += 1) {
			const change = (rows[i - 1]?.[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			const swap = swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
			row.push(Math.min(change, swap, (rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
		}
		rows.push(row);
	}
	return rows.at(-1)?.at(-1) ?? 0;
}
