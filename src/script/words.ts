import type { Span } from './span.ts';

/** One argument of a directive line, as sbatch hands it to its option parser. */
export interface Word {
	/** Without quotes and backslashes. */
	readonly text: string;
	/** As it stands in the line. */
	readonly raw: string;
	readonly span: Span;
}

/** What makes sbatch give up on a line, or read less of it than the person may think. */
export type WordFault =
	| { readonly kind: 'unmatchedQuote'; readonly quote: string; readonly span: Span }
	| { readonly kind: 'strayColon'; readonly span: Span }
	/** A `#` in the middle of a word: from there on the line is a comment. */
	| { readonly kind: 'cutByComment'; readonly word: Word; readonly span: Span }
	/** A backslash before a blank: since Slurm 24.05 a blank of the word, before that the word's end. */
	| { readonly kind: 'escapedBlank'; readonly span: Span };

export interface Words {
	readonly words: readonly Word[];
	readonly faults: readonly WordFault[];
	/** From the `#` to the end of the line. */
	readonly comment: Span | undefined;
}

const BLANK = /\s/;

/**
 * Splits what follows `#SBATCH` into words by the rules of sbatch, which are not quite the shell's: both kinds of quotes
 * group, a backslash takes the next character as it is (inside of both), a `#` ends the line also inside a word, and
 * an empty pair of quotes ends it as well (sbatch/opt.c, Slurm 20.11 to 26.05).
 */
export function readWords(line: string, from: number, lineNumber: number): Words {
	const words: Word[] = [];
	const faults: WordFault[] = [];
	const span = (start: number, end: number): Span => ({ line: lineNumber, start, end });
	let at = from;
	for (;;) {
		while (at < line.length && BLANK.test(line[at] ?? '')) at += 1;
		if (at >= line.length) break;
		if (line[at] === ':') {
			faults.push({ kind: 'strayColon', span: span(at, at + 1) });
			break;
		}
		const start = at;
		let text = '';
		let quote: string | undefined;
		let quoteAt = at;
		let isComment = false;
		for (; at < line.length; at += 1) {
			const char = line[at] ?? '';
			if (quote === undefined && BLANK.test(char)) break;
			if (char === '\\') {
				const next = line[at + 1];
				if (quote === undefined && next !== undefined && BLANK.test(next)) {
					faults.push({ kind: 'escapedBlank', span: span(at, at + 2) });
					if (next !== ' ') continue;
				}
				if (next !== undefined) {
					text += next;
					at += 1;
				}
			} else if (quote !== undefined && char === quote) {
				quote = undefined;
			} else if (quote === undefined && (char === '"' || char === "'")) {
				quote = char;
				quoteAt = at;
			} else if (quote === undefined && char === '#') {
				isComment = true;
				break;
			} else {
				text += char;
			}
		}
		if (quote !== undefined) {
			faults.push({ kind: 'unmatchedQuote', quote, span: span(quoteAt, line.trimEnd().length) });
			break;
		}
		if (text === '' && !isComment) break;
		const word = { text, raw: line.slice(start, at), span: span(start, at) };
		if (text !== '') words.push(word);
		if (isComment) {
			const comment = span(at, line.trimEnd().length);
			if (text !== '') faults.push({ kind: 'cutByComment', word, span: comment });
			return { words, faults, comment };
		}
	}
	return { words, faults, comment: undefined };
}

/** A word for a directive line that sbatch reads as this text: in quotes where it must be. */
export function writeWord(text: string): string {
	if (text !== '' && !/[\s"'\\#]/.test(text)) return text;
	return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
