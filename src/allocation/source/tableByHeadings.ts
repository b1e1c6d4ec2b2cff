import { NotUnderstood } from './figures.ts';
import type { Rows } from './table.ts';

interface Word {
	readonly text: string;
	readonly from: number;
	readonly to: number;
}

/**
 * Cells stand below their headings, and some are blank. Each word of a row belongs to the one heading that it stands below; one that
 * stands below none or between two, and two for one heading, are not understood.
 */
export function rowsBelowHeadings(lines: readonly string[], headingLines: 1 | 2): Rows {
	// A title may stand above the headings: those are the last lines before the first row with a figure.
	const firstRow = lines.findIndex((line, index) => index > 0 && /\s\d/.test(line) && !/%\w/.test(line));
	const top = lines.slice(0, firstRow < 0 ? lines.length : firstRow);
	const lower = wordsOf(top.at(-1) ?? '', / {2,}/);
	const upper = headingLines === 2 ? wordsOf(top.at(-2) ?? '', / {2,}/) : [];
	if (lower.length < 2) throw new NotUnderstood('a table without headings');
	const [first, ...groups] = upper;
	// The first heading of the upper line stands over the column of names, which has none in the lower one.
	const columns: readonly Word[] =
		headingLines === 1 || !first
			? lower
			: [first, ...lower.map((word) => ({ ...word, text: `${nearest(groups, word).text} ${word.text}` }))];
	const rows = (firstRow < 0 ? [] : lines.slice(firstRow)).map((line) => {
		const cells = columns.map(() => '');
		for (const word of wordsOf(line, /\s+/)) {
			const above = columns.filter(({ from, to }) => word.from < to && word.to > from);
			const [heading] = above;
			if (!heading || above.length > 1)
				throw new NotUnderstood(`"${word.text}" does not stand below one heading: ${line.trim()}`);
			const place = columns.indexOf(heading);
			if (cells[place] !== '')
				throw new NotUnderstood(`two figures below "${columns[place]?.text}": ${line.trim()}`);
			cells[place] = word.text;
		}
		return cells;
	});
	return { headings: columns.map(({ text }) => text), rows };
}

function wordsOf(line: string, gap: RegExp): readonly Word[] {
	const words: Word[] = [];
	let from = 0;
	for (const part of line.split(new RegExp(`(${gap.source})`))) {
		if (part.trim() !== '') {
			const lead = part.length - part.trimStart().length;
			words.push({ text: part.trim(), from: from + lead, to: from + part.trimEnd().length });
		}
		from += part.length;
	}
	return words;
}

function nearest(columns: readonly Word[], { from, to }: Word): Word {
	const distance = (column: Word) =>
		Math.max(0, column.from - to, from - column.to) * 1000 + Math.abs(column.from + column.to - from - to);
	const [closest] = columns.toSorted((a, b) => distance(a) - distance(b));
	if (!closest) throw new NotUnderstood('a table without headings');
	return closest;
}
