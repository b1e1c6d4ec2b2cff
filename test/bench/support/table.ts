import type { Comparison } from './compare.ts';

/** Prints rows in columns under a title, and below what is to be known about them. */
export function printTable(
	title: string,
	header: readonly string[],
	rows: readonly (readonly string[])[],
	...notes: readonly string[]
): void {
	const lines = [header, ...rows];
	const widths = header.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
	console.log(`\n${title}\n`);
	for (const row of lines) {
		const cells = row.map((cell, column) =>
			column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
		);
		console.log(`  ${cells.join('  ').trimEnd()}`);
	}
	if (notes.length > 0) console.log(`\n${notes.map((note) => `  ${note}`).join('\n')}`);
}

export const COMPARISON_HEADER = ['', 'round trip', 'AI Factory', 'OpenSSH', 'ratio', 'rounds'];

export const COMPARISON_NOTE =
	'Medians in ms of alternating rounds in one run. A ratio below 1: AI Factory is faster.';

export function comparisonRow(
	what: string,
	roundTripMs: number,
	{ oursMs, theirsMs, rounds }: Comparison,
): string[] {
	const ratio = (oursMs / theirsMs).toFixed(2);
	return [what, `${roundTripMs} ms`, oursMs.toFixed(1), theirsMs.toFixed(1), ratio, String(rounds)];
}
