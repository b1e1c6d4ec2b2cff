import { textOf } from '../../base/rawText.ts';
import { ProblemError } from '../../problems/problem.ts';
import { inFolder, type MatchReader } from './grepOutput.ts';
import { type FileMatches, type LineMatch, lineMatch, type TextRange } from './lineMatch.ts';

/** A message that is longer than this is about a line that nobody could read. */
const MOST_OF_A_MESSAGE = 16 * 1024 * 1024;
const LINE_END = 0x0a;

/** As ripgrep's JSON has text that may be no UTF-8: the latter in base64. */
type RgText = { readonly text: string } | { readonly bytes: string };

interface RgMessage {
	readonly type: string;
	readonly data: {
		readonly path?: RgText | null;
		readonly lines?: RgText;
		readonly line_number?: number | null;
		readonly submatches?: readonly { readonly start: number; readonly end: number }[];
		readonly binary_offset?: number | null;
	};
}

/**
 * Reads what `rg --json` prints, a message a line. A file's matches are kept until its end, which tells whether it is a binary
 * one after all; that of several files never mixes.
 */
export class RgReader implements MatchReader {
	#kept: Uint8Array[] = [];
	#size = 0;
	#lines: LineMatch[] = [];

	push(bytes: Uint8Array): readonly FileMatches[] {
		const found: FileMatches[] = [];
		for (let from = 0; from < bytes.length; ) {
			const end = bytes.indexOf(LINE_END, from);
			const piece = bytes.subarray(from, end < 0 ? bytes.length : end);
			this.#size += piece.length;
			if (this.#size <= MOST_OF_A_MESSAGE) this.#kept.push(Buffer.from(piece));
			else this.#kept = [];
			if (end < 0) break;
			from = end + 1;
			if (this.#size > 0 && this.#size <= MOST_OF_A_MESSAGE) {
				const file = this.#message(Buffer.concat(this.#kept));
				if (file) found.push(file);
			}
			[this.#kept, this.#size] = [[], 0];
		}
		return found;
	}

	#message(bytes: Buffer): FileMatches | undefined {
		const { type, data } = parse(bytes);
		if (type === 'begin') this.#lines = [];
		if (type === 'match') this.#lines.push(lineOf(data, bytes));
		if (type !== 'end') return undefined;
		const isBinary = typeof data.binary_offset === 'number';
		const lines = this.#lines;
		this.#lines = [];
		return isBinary || lines.length === 0
			? undefined
			: { path: inFolder(textOf(bytesOfText(data.path, bytes))), lines };
	}
}

function parse(bytes: Buffer): RgMessage {
	try {
		const message: unknown = JSON.parse(bytes.toString());
		if (isMessage(message)) return message;
	} catch {
		// Said below.
	}
	throw notUnderstood(bytes);
}

function isMessage(value: unknown): value is RgMessage {
	const { type, data } = (value ?? {}) as Partial<Record<keyof RgMessage, unknown>>;
	return typeof type === 'string' && typeof data === 'object' && data !== null;
}

function lineOf({ lines, line_number, submatches = [] }: RgMessage['data'], message: Buffer): LineMatch {
	if (typeof line_number !== 'number') throw notUnderstood(message);
	const bytes = bytesOfText(lines, message);
	const text = bytes.at(-1) === LINE_END ? bytes.subarray(0, -1) : bytes;
	const ranges = submatches.map(({ start, end }): TextRange => [start, Math.min(end, text.length)]);
	return lineMatch(line_number, text, ranges);
}

function bytesOfText(text: RgText | null | undefined, message: Buffer): Buffer {
	if (text && 'text' in text) return Buffer.from(text.text);
	if (text && 'bytes' in text) return Buffer.from(text.bytes, 'base64');
	throw notUnderstood(message);
}

function notUnderstood(message: Buffer): ProblemError {
	return new ProblemError({
		kind: 'outputNotUnderstood',
		command: 'rg',
		detail: textOf(message.subarray(0, 200)),
	});
}
