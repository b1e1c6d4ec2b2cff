import { textOf } from '../../base/rawText.ts';

/** From the first to before the last, in characters of a JavaScript string. */
export type TextRange = readonly [start: number, end: number];

/** A line of a file in which something was found. */
export interface LineMatch {
	/** From 1. */
	readonly line: number;
	/** The line, or what stands around the first match of a long one; text of any bytes. */
	readonly text: string;
	/** Matches within `text`; none where the whole line counts. */
	readonly ranges: readonly TextRange[];
	/** How many characters of the line stand before `text`. */
	readonly cutBefore: number;
	/** Whether more of the line follows. */
	readonly isCutAfter: boolean;
}

/** What is found in one file. */
export interface FileMatches {
	/** Within the folder that is searched; text of any bytes. */
	readonly path: string;
	readonly lines: readonly LineMatch[];
}

/** A line is shown up to here, */
const MOST_SHOWN = 400;
/** and of a longer one so much before the first match. */
const SHOWN_BEFORE = 60;
/** No character is more bytes. */
const LONGEST = 4;

const BYTE_ORDER_MARK = '\ufeff';

/** @param ranges in bytes, in order; empty ones count for nothing @param isWhole false where bytes of the line were left out at its end */
export function lineMatch(
	line: number,
	bytes: Uint8Array,
	ranges: readonly TextRange[],
	isWhole = true,
): LineMatch {
	const wanted = ranges.filter(([start, end]) => end > start);
	const first = wanted[0]?.[0] ?? 0;
	const isLong = bytes.length > MOST_SHOWN;
	// At a character's beginning, lest the parts of one become strangers.
	const from = isLong ? characterStart(bytes, Math.max(0, first - SHOWN_BEFORE)) : 0;
	const to = isLong ? characterStart(bytes, Math.min(bytes.length, from + MOST_SHOWN)) : bytes.length;
	const lengthOf = (start: number, end: number) => textOf(bytes.subarray(start, Math.max(start, end))).length;
	const text = textOf(bytes.subarray(from, to)).replace(/\r$/, '');
	const inText = wanted
		.filter(([start]) => start >= from && start < to)
		.map(([start, end]): TextRange => {
			const begin = lengthOf(from, start);
			return [begin, Math.min(text.length, begin + lengthOf(start, Math.min(end, to)))];
		});
	// An editor shows no byte order mark.
	const hidden = line === 1 && from === 0 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
	const shift = (at: number) => Math.max(0, at - hidden);
	const isMarkBefore = line === 1 && from > 0 && textOf(bytes.subarray(0, 3)) === BYTE_ORDER_MARK;
	return {
		line,
		text: text.slice(hidden),
		ranges: inText.map(([start, end]): TextRange => [shift(start), shift(end)]).filter(([a, b]) => b > a),
		cutBefore: lengthOf(0, from) - (isMarkBefore ? 1 : 0),
		isCutAfter: to < bytes.length || !isWhole,
	};
}

/** Where the character begins that a byte belongs to; the byte itself where that is no UTF-8. */
function characterStart(bytes: Uint8Array, at: number): number {
	for (let start = at; start > at - LONGEST && start >= 0; start--) {
		const byte = bytes[start] ?? 0;
		if (byte < 0x80) break;
		if (byte >= 0xc0) return start;
	}
	return at;
}
