import type { LineMatch } from './lineMatch.ts';

/** A document as lines, from 0. */
export interface Lines {
	readonly count: number;
	at(index: number): string;
}

/** A place in a document; line and columns from 0. */
export interface TextPlace {
	readonly line: number;
	readonly start: number;
	readonly end: number;
}

/** Farther away a line of the same text is likely another one. */
const FARTHEST = 20_000;

/**
 * Where a match is in a document that may have changed since, or that an editor cuts into lines in another way (a lone carriage
 * return ends one there): the nearest line that holds the text, else the line of that number.
 */
export function placeInText({ line, text, ranges, cutBefore }: LineMatch, lines: Lines): TextPlace {
	const [start, end] = ranges[0] ?? [0, 0];
	// As far as one line of the editor goes.
	const from = text.lastIndexOf('\r', start - 1) + 1;
	const to = text.indexOf('\r', end);
	const sought = text.slice(from, to < 0 ? undefined : to);
	for (let distance = 0; distance <= Math.min(FARTHEST, Math.max(line, lines.count)); distance++) {
		for (const index of distance === 0 ? [line - 1] : [line - 1 + distance, line - 1 - distance]) {
			if (index < 0 || index >= lines.count) continue;
			const content = lines.at(index);
			const expected = from > 0 ? 0 : cutBefore;
			const at = content.startsWith(sought, expected) ? expected : content.indexOf(sought);
			if (at >= 0) return { line: index, start: at + start - from, end: at + end - from };
		}
	}
	const last = Math.max(0, Math.min(line - 1, lines.count - 1));
	return { line: last, start: cutBefore + start, end: cutBefore + end };
}
