import { bytesOf } from '../../base/rawText.ts';

/** One line of a `.gitignore` file, ready to be compared with paths. */
export interface IgnorePattern {
	/** Begins with `!`: what it matches is kept. */
	readonly isNegated: boolean;
	/** Ends with a slash: it speaks of folders. */
	readonly isForFolders: boolean;
	/** Of a path relative to the folder of the file that holds the line, without slashes at its ends. */
	matches(path: string): boolean;
}

/**
 * The lines of a `.gitignore` file, as git reads them: gitignore(5), "PATTERN FORMAT", and git's own dir.c and wildmatch.c where
 * the manual is silent. What can never match is left out.
 */
export function readIgnoreFile(text: string, ignoresCase: boolean): readonly IgnorePattern[] {
	return text
		.replace(/^\uFEFF/, '')
		.split('\n')
		.flatMap((line) => patternOf(line, ignoresCase) ?? []);
}

function patternOf(line: string, ignoresCase: boolean): IgnorePattern | undefined {
	let glob = withoutBlanksAtEnd(line.replace(/\r$/, ''));
	if (glob === '' || glob.startsWith('#')) return undefined;
	const isNegated = glob.startsWith('!');
	if (isNegated) glob = glob.slice(1);
	const isForFolders = glob.endsWith('/');
	if (isForFolders) glob = glob.slice(0, -1);
	if (glob === '') return undefined;
	const isForPaths = glob.includes('/');
	if (glob.startsWith('/')) glob = glob.slice(1);
	const source = new Glob(octets(glob), isForPaths, ignoresCase).regex();
	if (source === undefined) return undefined;
	const regex = new RegExp(`^${source}$`, 's');
	const matches = isForPaths
		? (path: string) => regex.test(octets(path))
		: (path: string) => regex.test(octets(path.slice(path.lastIndexOf('/') + 1)));
	return { isNegated, isForFolders, matches };
}

/** To git a name is bytes, and a question mark stands for one of them. */
function octets(text: string): string {
	return /^[\x00-\x7f]*$/.test(text) ? text : bytesOf(text).toString('latin1');
}

/** Blanks at the end of a line mean nothing, unless a backslash stands before them. */
function withoutBlanksAtEnd(line: string): string {
	let end = line.length;
	while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) end -= 1;
	return line.slice(0, end);
}

function isEscaped(text: string, at: number): boolean {
	let backslashes = 0;
	while (text[at - 1 - backslashes] === '\\') backslashes += 1;
	return backslashes % 2 === 1;
}

/** As git's own, which know ASCII only. */
const CLASSES: Readonly<Record<string, string>> = {
	alnum: 'A-Za-z0-9',
	alpha: 'A-Za-z',
	blank: ' \\t',
	cntrl: '\\x00-\\x1f\\x7f',
	digit: '0-9',
	graph: '\\x21-\\x7e',
	lower: 'a-z',
	print: '\\x20-\\x7e',
	punct: '!-\\/:-@\\[-`{-~',
	space: ' \\t\\n\\r',
	upper: 'A-Z',
	xdigit: '0-9A-Fa-f',
};

/** Turns a glob into a regular expression. */
class Glob {
	readonly #glob: string;
	readonly #isForPaths: boolean;
	readonly #ignoresCase: boolean;
	/** Git compares what stands before the first special letter by itself, and the rest as if it began there. */
	readonly #plain: number;
	#at = 0;

	constructor(glob: string, isForPaths: boolean, ignoresCase: boolean) {
		this.#glob = glob;
		this.#isForPaths = isForPaths;
		this.#ignoresCase = ignoresCase;
		const special = glob.search(/[*?[\\]/);
		this.#plain = special < 0 ? glob.length : special;
	}

	/** Undefined for a broken glob, which matches nothing. */
	regex(): string | undefined {
		const pieces: (string | undefined)[] = [];
		while (this.#at < this.#glob.length) pieces.push(this.#piece());
		return pieces.includes(undefined) ? undefined : pieces.join('');
	}

	#piece(): string | undefined {
		const letter = this.#take();
		if (letter === '*') return this.#stars();
		if (letter === '[') return this.#set();
		if (letter === '?') return '[^/]';
		const meant = letter === '\\' ? this.#take() : letter;
		return (
			meant &&
			this.#eitherCase(meant)
				.map(escaped)
				.join('|')
				.replace(/^.+\|.+$/, '(?:$&)')
		);
	}

	/** Two stars between slashes, or between one and an end, reach over folders; all others stay in one name. */
	#stars(): string {
		const first = this.#at - 1;
		while (this.#next === '*') this.#at += 1;
		const isAfterSlash = first === this.#plain ? true : this.#glob[first - 1] === '/';
		const isOverFolders = this.#isForPaths && this.#at - first > 1 && isAfterSlash;
		if (!isOverFolders) return '[^/]*';
		if (this.#next === undefined) return '.*';
		const slash = /^\\?\//.exec(this.#glob.slice(this.#at))?.[0];
		if (slash === undefined) return '[^/]*';
		this.#at += slash.length;
		return slash === '/' ? '(?:.*/)?' : '.*/';
	}

	/** `[a-z]`, `[!a-z]`, `[[:digit:]_]`: never a slash. Read as wildmatch.c does, letter by letter. */
	#set(): string | undefined {
		const isNegated = this.#next === '!' || this.#next === '^';
		if (isNegated) this.#at += 1;
		let members = '';
		/** What may be the low end of a range. */
		let low: string | undefined;
		for (let isFirst = true; isFirst || this.#next !== ']'; isFirst = false) {
			let letter = this.#take();
			const isRange = letter === '-' && low !== undefined && this.#next !== ']' && this.#next !== undefined;
			if (letter === '[' && this.#next === ':' && !isRange) {
				const end = this.#glob.indexOf(']', this.#at + 1);
				if (end < 0) return undefined;
				if (end > this.#at + 1 && this.#glob[end - 1] === ':') {
					const named = CLASSES[this.#glob.slice(this.#at + 1, end - 1)];
					if (named === undefined) return undefined;
					members += named;
					low = undefined;
					this.#at = end + 1;
					continue;
				}
			}
			if (isRange) letter = this.#take();
			if (letter === '\\') letter = this.#take();
			if (letter === undefined) return undefined;
			members +=
				isRange && low !== undefined
					? this.#range(low, letter)
					: this.#eitherCase(letter).map(inSet).join('');
			low = isRange ? undefined : letter;
		}
		this.#at += 1;
		return isNegated ? `[^/${members}]` : members === '' ? '(?!)' : `(?!/)[${members}]`;
	}

	#range(low: string, high: string): string {
		if (low > high) return '';
		const ends = [this.#eitherCase(low), this.#eitherCase(high)] as const;
		const both = ends[0].map((letter, index) => [letter, ends[1][index] ?? high] as const);
		return both.map(([from, to]) => (from <= to ? `${inSet(from)}-${inSet(to)}` : '')).join('');
	}

	get #next(): string | undefined {
		return this.#glob[this.#at];
	}

	#take(): string | undefined {
		const letter = this.#next;
		this.#at += 1;
		return letter;
	}

	/** Only ASCII has case here. */
	#eitherCase(letter: string): readonly string[] {
		if (!this.#ignoresCase || !/[A-Za-z]/.test(letter)) return [letter];
		return [letter.toLowerCase(), letter.toUpperCase()];
	}
}

const escaped = (letter: string) => letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
const inSet = (letter: string) => letter.replace(/[\\\]^[-]/, '\\$&');
