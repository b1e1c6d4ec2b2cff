/** A word of a command, as it stands in its line. */
export interface ShellWord {
	/** In its line, as UTF-16 units. */
	readonly start: number;
	readonly end: number;
	readonly raw: string;
	/** What `shellText` would have been given to write it; undefined where only a running shell knows what it is. */
	readonly text: string | undefined;
}

/** What the first command of a line says. */
export interface ShellLine {
	/** Up to the first redirection or operator. */
	readonly words: readonly ShellWord[];
	/** Operators behind the words: `|`, `&&`, `;` and the like; redirections are none. */
	readonly operators: readonly string[];
	/** Whether redirections, operators or a remark stand behind the words, or the line goes on in the next. */
	readonly hasMore: boolean;
}

const VARIABLE = /\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/y;
/** A redirection with its file; `>&2` has none. */
const REDIRECTION = /(?:&>>?|\d*(?:<<<|>>|<>|>\||[<>]))(?:&(?:\d+|-)?)?[ \t]*/y;
const OPERATOR = /\|\||&&|;;|\|&|[|;&()]/y;

/** Reads the first command of a line by the rules of bash, as far as a form has to know them. */
export function readShellLine(line: string): ShellLine {
	const words: ShellWord[] = [];
	const operators: string[] = [];
	let hasMore = false;
	let at = 0;
	while (at < line.length) {
		const char = line[at] ?? '';
		if (/[ \t\r]/.test(char)) {
			at += 1;
			continue;
		}
		if (char === '#' || (char === '\\' && at === line.length - 1)) {
			hasMore = true;
			break;
		}
		const redirection = matchAt(REDIRECTION, line, at);
		const operator = redirection === undefined ? matchAt(OPERATOR, line, at) : undefined;
		if (redirection !== undefined || operator !== undefined) {
			hasMore = true;
			if (operator !== undefined) operators.push(operator);
			at += (redirection ?? operator ?? '').length;
			continue;
		}
		const word = readWord(line, at);
		if (!hasMore) words.push(word);
		at = Math.max(word.end, at + 1);
	}
	return { words, operators, hasMore };
}

function matchAt(pattern: RegExp, line: string, at: number): string | undefined {
	pattern.lastIndex = at;
	return pattern.exec(line)?.[0];
}

function readWord(line: string, start: number): ShellWord {
	let text = '';
	let isKnown = true;
	let isQuoted = false;
	let at = start;
	while (at < line.length) {
		const char = line[at] ?? '';
		const next = line[at + 1];
		if (!isQuoted && /[ \t\r;&|()<>]/.test(char)) break;
		if (char === '"') {
			isQuoted = !isQuoted;
			at += 1;
		} else if (char === "'" && !isQuoted) {
			const end = line.indexOf("'", at + 1);
			if (end < 0) isKnown = false;
			text += asWritten(line.slice(at + 1, end < 0 ? undefined : end), text === '');
			at = end < 0 ? line.length : end + 1;
		} else if (char === '\\') {
			if (next === undefined) isKnown = false;
			const isLiteral = isQuoted && !/["\\$`]/.test(next ?? '');
			text += asWritten(isLiteral ? `\\${next}` : (next ?? ''), text === '');
			at += 2;
		} else if (char === '$') {
			const variable = matchAt(VARIABLE, line, at);
			if (variable === undefined && next !== undefined && /[\w({!#$?*@'"-]/.test(next)) isKnown = false;
			text += variable ?? '$$';
			at = next === '(' ? endOfSubstitution(line, at + 1) : at + (variable?.length ?? 1);
		} else {
			if (char === '`' || (!isQuoted && /[*?[{]/.test(char))) isKnown = false;
			text += isQuoted ? asWritten(char, text === '') : char;
			at += 1;
		}
	}
	const raw = line.slice(start, at);
	const home = text.replace(/^\$(?:HOME|\{HOME\})(?=\/|$)/, '~');
	// Another person's home, and a `~` that is none: a text has no spelling for them.
	const isNone = /^~[^/]/.test(raw) || /^~[^/]|^\0(?:\/|$)/.test(home);
	const isWhole = isKnown && !isQuoted && !isNone;
	return { start, end: at, raw, text: isWhole ? home.replace(QUOTED_TILDE, '~') : undefined };
}

/** Stands for a `~` at the beginning that the shell takes as it is. */
const QUOTED_TILDE = '\0';

/** A text that the shell takes as it is. */
function asWritten(literal: string, isFirst: boolean): string {
	const dollars = literal.replaceAll('$', '$$$$');
	return isFirst ? dollars.replace(/^~/, QUOTED_TILDE) : dollars;
}

/** Behind the parenthesis that closes the one at a place. */
function endOfSubstitution(line: string, open: number): number {
	let depth = 0;
	for (let at = open; at < line.length; at += 1) {
		if (line[at] === '(') depth += 1;
		if (line[at] === ')') depth -= 1;
		if (depth === 0) return at + 1;
	}
	return line.length;
}
