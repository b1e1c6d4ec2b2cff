import { ProblemError } from '../../problems/problem.ts';

/** One line of a client configuration. */
export interface TextLine {
	/** From 1. */
	readonly number: number;
	/** In small letters, as the case means nothing. */
	readonly keyword: string;
	/** Without quotes and comment, split where the line has unquoted spaces. */
	readonly words: readonly string[];
	/** All that follows the keyword, as it is written. */
	readonly rest: string;
}

/** Splits a configuration as OpenSSH does. Throws ProblemError `badSshConfig`, with the number of the line. */
export function parseConfigText(text: string, file: string): readonly TextLine[] {
	const lines: TextLine[] = [];
	for (const [index, line] of text
		.replace(/^\uFEFF/, '')
		.split('\n')
		.entries()) {
		const [, quoted, bare, rest = ''] =
			/^\s*(?:"([^"]*)"|([^\s="#][^\s="]*))[ \t]*=?[ \t]*(.*)$/.exec(line.trimEnd()) ?? [];
		const keyword = (quoted ?? bare)?.toLowerCase();
		if (keyword === undefined) continue;
		const number = index + 1;
		const words = splitWords(rest);
		// OpenSSH leaves the quotes of a command to the shell.
		if (!words && !isCommand(keyword)) throw badLine(file, number, 'invalid quotes');
		lines.push({ number, keyword, words: words ?? [], rest });
	}
	return lines;
}

/** True for keywords whose value is the rest of the line, spaces, quotes and all. */
export function isCommand(keyword: string): boolean {
	return /^(?:proxy|remote|local|knownhosts)command$/.test(keyword);
}

/** In the words of OpenSSH: "~/.ssh/config: line 3: …". */
export function badLine(file: string, number: number, trouble: string): ProblemError {
	return new ProblemError({ kind: 'badSshConfig', file, detail: `${file}: line ${number}: ${trouble}` });
}

/** As OpenSSH's argv_split in misc.c: both kinds of quotes, a few escapes, `#` for a comment; undefined for an open quote. */
export function splitWords(text: string): readonly string[] | undefined {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let at = 0; at < text.length; at++) {
		const char = text[at] ?? '';
		const next = text[at + 1] ?? '';
		if (char === '\\' && next && (`\\"'`.includes(next) || (!quote && next === ' '))) {
			word = (word ?? '') + next;
			at++;
		} else if (quote ? char === quote : char === '"' || char === "'") {
			quote = quote ? '' : char;
			word ??= '';
		} else if (!quote && (char === ' ' || char === '\t')) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else if (char === '#' && word === undefined) {
			break;
		} else {
			word = (word ?? '') + char;
		}
	}
	if (word !== undefined) words.push(word);
	return quote ? undefined : words;
}
