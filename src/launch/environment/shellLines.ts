/**
 * Where a line of a script stands: `top` is a command of its own, from its beginning to its end; `begins` a command that goes on in
 * later lines; `within` what runs only sometimes or belongs to a line above; `text` is none of the shell's.
 */
export type LinePlace = 'top' | 'begins' | 'within' | 'text';

type Open = "'" | "$'" | '"' | '`' | '${' | '(' | '((' | '{' | 'if' | 'case' | 'loop';

const OPENS: Readonly<Record<string, Open>> = {
	...{ if: 'if', case: 'case', for: 'loop', select: 'loop', while: 'loop', until: 'loop', '{': '{' },
};
const CLOSES: Readonly<Record<string, Open>> = { fi: 'if', esac: 'case', done: 'loop', '}': '{' };
/** Deeper than anybody nests. */
const DEEPEST = 100;
/** What a command may follow at once. */
const BEFORE_COMMAND = /^(?:if|then|elif|else|while|until|do|time|!|\{)$/;
const HERE = /<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([A-Za-z_]\w*))/y;
const WORD = /[^\s;&|()<>"'`\\$#]+/y;

/**
 * The place of each line of a bash script. Simple on purpose, and careful: where what was opened is not closed, which this reading may
 * have wrong, every line is `within`.
 */
export function placesOfLines(lines: readonly string[]): readonly LinePlace[] {
	const reading = new Reading();
	const places = lines.map((line) => reading.read(line.replace(/\r$/, '')));
	return reading.isOver ? places : places.map(() => 'within');
}

class Reading {
	readonly #open: Open[] = [];
	readonly #here: { readonly end: string; readonly hasTabs: boolean }[] = [];
	#goesOn = false;
	#isCommand = true;
	#isWrong = false;

	get isOver(): boolean {
		return !this.#isWrong && this.#open.length === 0 && this.#here.length === 0;
	}

	read(line: string): LinePlace {
		const [here] = this.#here;
		if (here) {
			if ((here.hasTabs ? line.replace(/^\t+/, '') : line) === here.end) this.#here.shift();
			return 'text';
		}
		const isText = /^(?:'|"|\$'|\$\{)$/.test(this.#open.at(-1) ?? '');
		const isFirst = this.#open.length === 0 && !this.#goesOn;
		if (!this.#goesOn) this.#isCommand = true;
		this.#goesOn = false;
		this.#readChars(line);
		if (!isFirst) return isText ? 'text' : 'within';
		return this.#open.length === 0 && !this.#goesOn && this.#here.length === 0 ? 'top' : 'begins';
	}

	#readChars(line: string): void {
		for (let at = 0; at < line.length && !this.#isWrong; ) at += this.#readAt(line, at);
	}

	/** Returns how many characters it took. */
	#readAt(line: string, at: number): number {
		const char = line[at] ?? '';
		const top = this.#open.at(-1);
		if (top === "'" || top === "$'") {
			if (char === "'") this.#open.pop();
			return char === '\\' && top === "$'" ? 2 : 1;
		}
		if (char === '\\') {
			this.#goesOn = at === line.length - 1;
			this.#isCommand = false;
			return 2;
		}
		if (char === '"') return this.#turn('"');
		if (char === '`') return this.#turn('`');
		if (char === '$') return this.#readDollar(line[at + 1], line[at + 2]);
		if (top === '"' || top === '${') {
			if (char === '}' && top === '${') this.#open.pop();
			if (char === "'" && top === '${' && !this.#open.includes('"')) this.#open.push("'");
			return 1;
		}
		return this.#readCode(line, at, char);
	}

	#turn(quote: '"' | '`'): number {
		if (this.#open.at(-1) === quote) this.#open.pop();
		else this.#open.push(quote);
		this.#isCommand = quote === '`';
		return 1;
	}

	#readDollar(next: string | undefined, afterNext: string | undefined): number {
		const isQuoted = this.#open.at(-1) === '"';
		this.#isCommand = next === '(';
		if (next === '(' && afterNext === '(') return this.#push('((', 3);
		if (next === '(') return this.#push('(', 2);
		if (next === '{') return this.#push('${', 2);
		return next === "'" && !isQuoted ? this.#push("$'", 2) : 1 + Number(next === '#' || next === '$');
	}

	#push(open: Open, length: number): number {
		if (this.#open.length < DEEPEST) this.#open.push(open);
		else this.#isWrong = true;
		return length;
	}

	#readCode(line: string, at: number, char: string): number {
		if (/\s/.test(char)) return 1;
		if (char === "'") {
			this.#isCommand = false;
			return this.#push("'", 1);
		}
		if (char === '#') return /[\s;&|()]/.test(line[at - 1] ?? ' ') ? line.length - at : 1;
		if (char === '(') {
			this.#isCommand = true;
			return line[at + 1] === '(' ? this.#push('((', 2) : this.#push('(', 1);
		}
		if (char === ')') return this.#close(line[at + 1]);
		if (char === '<') return this.#readHere(line, at);
		if (/[;&|>]/.test(char)) {
			this.#isCommand = char !== '>';
			return 1;
		}
		WORD.lastIndex = at;
		const word = WORD.exec(line)?.[0] ?? char;
		this.#readWord(word);
		return word.length;
	}

	#close(next: string | undefined): number {
		const top = this.#open.at(-1);
		this.#isCommand = true;
		if (top === '((') {
			this.#isWrong ||= next !== ')';
			this.#open.pop();
			return 2;
		}
		if (top === '(') this.#open.pop();
		else this.#isWrong ||= top !== 'case';
		return 1;
	}

	#readHere(line: string, at: number): number {
		this.#isCommand = false;
		if (line.startsWith('<<<', at)) return 3;
		HERE.lastIndex = at;
		const match = this.#open.includes('((') ? null : HERE.exec(line);
		if (!match) return 1;
		const [all, tabs, single, double, plain] = match;
		this.#here.push({ end: single ?? double ?? plain ?? '', hasTabs: tabs === '-' });
		return all.length;
	}

	#readWord(word: string): void {
		if (!this.#isCommand || this.#open.at(-1) === '((') {
			this.#isCommand = false;
			return;
		}
		const opens = Object.hasOwn(OPENS, word) ? OPENS[word] : undefined;
		const closes = Object.hasOwn(CLOSES, word) ? CLOSES[word] : undefined;
		if (opens) this.#push(opens, 0);
		if (closes && this.#open.pop() !== closes) this.#isWrong = true;
		this.#isCommand = BEFORE_COMMAND.test(word);
	}
}
