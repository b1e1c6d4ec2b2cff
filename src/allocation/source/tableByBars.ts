import { NotUnderstood } from './figures.ts';
import type { Rows } from './table.ts';

const BAR = /[|│┃║]/;
const RULE = /^[\s+\-=|─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋│┃║]*$/u;

/** Cells between bars, in the letters of boxes or in plain ones. Every row has as many cells as there are headings. */
export function rowsBetweenBars(lines: readonly string[]): Rows {
	const [headings, ...rows] = lines
		.filter((line) => BAR.test(line) && !RULE.test(line))
		.map((line) => {
			const cells = line.split(BAR).map((cell) => cell.trim());
			// Bars at the edges of the table stand before the first and after the last cell.
			if (/^\s*[|│┃║]/u.test(line)) cells.shift();
			if (/[|│┃║]\s*$/u.test(line)) cells.pop();
			return cells;
		});
	if (!headings) throw new NotUnderstood('a table without headings');
	for (const cells of rows)
		if (cells.length !== headings.length)
			throw new NotUnderstood(
				`${cells.length} cells under ${headings.length} headings: ${cells.join(' | ')}`,
			);
	return { headings, rows };
}
