import { textOf } from '../../base/rawText.ts';
import { ProblemError } from '../../problems/problem.ts';
import { type FileMatches, type LineMatch, lineMatch, type TextRange } from './lineMatch.ts';
import type { MatchMark } from './searchTool.ts';

/** Reads what a search prints; `push` gives what is complete. A record that was cut off is none. */
export interface MatchReader {
	push(bytes: Uint8Array): readonly FileMatches[];
}

const LINE_END = 0x0a;
/** Of a longer line the rest is not kept. */
const MOST_OF_A_LINE = 1024 * 1024;

/**
 * Reads `path NUL number : line` as `grep -nHZ` prints it. A path may hold any byte but NUL, a line any but its end, so that a
 * record is known by its first NUL and the first line end after it.
 */
export class GrepReader implements MatchReader {
	readonly #begin: Buffer;
	/** Of the record that has begun. */
	#path: string | undefined;
	#kept: Uint8Array[] = [];
	#size = 0;
	#isWhole = true;

	constructor({ begin }: MatchMark) {
		this.#begin = Buffer.from(`\x1b[${begin}m`);
	}

	push(bytes: Uint8Array): readonly FileMatches[] {
		const found: { path: string; lines: LineMatch[] }[] = [];
		for (let from = 0; from < bytes.length; ) {
			const isPath = this.#path === undefined;
			const end = bytes.indexOf(isPath ? 0 : LINE_END, from);
			this.#keep(bytes.subarray(from, end < 0 ? bytes.length : end));
			if (end < 0) break;
			from = end + 1;
			const all = Buffer.concat(this.#kept);
			if (this.#path === undefined) this.#path = inFolder(textOf(all));
			else {
				const last = found.at(-1);
				const line = this.#line(all);
				if (last?.path === this.#path) last.lines.push(line);
				else found.push({ path: this.#path, lines: [line] });
				this.#path = undefined;
			}
			[this.#kept, this.#size, this.#isWhole] = [[], 0, true];
		}
		return found;
	}

	#keep(bytes: Uint8Array): void {
		const room = MOST_OF_A_LINE - this.#size;
		if (bytes.length > room) this.#isWhole = false;
		if (room <= 0) return;
		// The caller's buffer may be used again.
		const kept = Buffer.from(bytes.subarray(0, room));
		this.#kept.push(kept);
		this.#size += kept.length;
	}

	#line(record: Buffer): LineMatch {
		const colon = record.indexOf(':');
		const number = record.toString('latin1', 0, Math.max(0, colon));
		if (!/^\d+$/.test(number)) {
			throw new ProblemError({
				kind: 'outputNotUnderstood',
				command: 'grep',
				detail: textOf(record.subarray(0, 200)),
			});
		}
		const { text, ranges } = withoutMarks(record.subarray(colon + 1), this.#begin);
		return lineMatch(Number(number), text, ranges, this.#isWhole);
	}
}

const MARK_END = Buffer.from('\x1b[m');

/** Takes grep's marks out of a line. */
function withoutMarks(
	line: Buffer,
	begin: Buffer,
): { readonly text: Buffer; readonly ranges: readonly TextRange[] } {
	const pieces: Buffer[] = [];
	const ranges: TextRange[] = [];
	let length = 0;
	let from = 0;
	const add = (to: number) => {
		pieces.push(line.subarray(from, to));
		length += to - from;
	};
	for (let at = line.indexOf(begin); at >= 0; at = line.indexOf(begin, from)) {
		add(at);
		from = at + begin.length;
		const start = length;
		const end = line.indexOf(MARK_END, from);
		add(end < 0 ? line.length : end);
		ranges.push([start, length]);
		from = end < 0 ? line.length : end + MARK_END.length;
	}
	add(line.length);
	return { text: Buffer.concat(pieces), ranges };
}

/** A path as the walk printed it, within its folder. */
export function inFolder(path: string): string {
	return path.startsWith('./') ? path.slice(2) : path;
}
