import { NotUnderstood } from './figures.ts';
import type { Rows } from './table.ts';

const RULER = /^\s*-{2,}(?:[\s+|]+-{2,})+\s*$/;

/** Columns as wide as the runs of dashes below their headings. What a row writes between two columns is not understood. */
export function rowsUnderRuler(lines: readonly string[]): Rows {
	const at = lines.findIndex((line) => RULER.test(line));
	const ruler = lines[at];
	const heading = lines[at - 1];
	if (ruler === undefined || heading === undefined)
		throw new NotUnderstood('a table without a row of dashes');
	const runs = [...ruler.matchAll(/-+/g)].map(({ index, 0: { length } }) => ({
		from: index,
		to: index + length,
	}));
	const cellsOf = (line: string): readonly string[] => {
		const between = line
			.split('')
			.filter(
				(letter, index) =>
					/[^\s|+*]/.test(letter) && !runs.some(({ from, to }) => index >= from && index < to),
			);
		if (between.length > 0) throw new NotUnderstood(`text between two columns: ${line.trim()}`);
		return runs.map(({ from, to }) => line.slice(from, to).trim());
	};
	const headings = runs.map(({ from }, index) =>
		// A heading may be longer than its dashes.
		heading
			.slice(from, runs[index + 1]?.from)
			.replace(/[|+]/g, ' ')
			.trim(),
	);
	return { headings, rows: lines.slice(at + 1).map(cellsOf) };
}
