import { ControlSequenceReader, type ControlSequenceVisitor } from './controlSequences.ts';

/** Cursor and erase functions that progress bars are made of, each with the parameters that are let through. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
	/** Up, down, right, left; to the start of a line below or above; to a column. None of them leaves the visible part. */
	...Object.fromEntries([...'ABCDEFG'].map((letter) => [letter, /^\d{0,4}$/])),
	/** Erases the rest of the screen. Not all of it, nor what was scrolled out of it. */
	J: /^0?$/,
	/** Erases a line, or a part of it. */
	K: /^[012]?$/,
	/** Erases or deletes characters. */
	X: /^\d{0,4}$/,
	P: /^\d{0,4}$/,
	/** Colours and weight. */
	m: /^[\d;:]*$/,
};

/** After these the cursor is at the beginning of a line. */
const TO_LINE_START = /^(?:[EF]|G[01]?)$/;

const RESET = '\u001b[0m';
const MOST_STYLE = 256;

export interface TerminalTextOptions {
	/** Stands at the beginning of each line. */
	readonly gutter?: string;
}

/**
 * Makes untrusted text fit for a terminal: colours and progress bars pass, whatever could change the terminal, ask it, or
 * reach beyond it does not. The text may come in pieces, cut anywhere. Line ends become CR LF, as a terminal needs them.
 */
export class TerminalText implements ControlSequenceVisitor {
	readonly #reader = new ControlSequenceReader();
	readonly #gutter: string;
	#made = '';
	#style = '';
	#isAfterReturn = false;
	#isAtLineStart = true;
	#isMidLine = false;
	#hasNul = false;

	constructor({ gutter = '' }: TerminalTextOptions = {}) {
		this.#gutter = gutter;
	}

	push(text: string): string {
		this.#made = '';
		this.#reader.push(text, this);
		return this.#made;
	}

	/** What brings the colours back that are in force, after something else was written. */
	get style(): string {
		return this.#style;
	}

	/** True when something stands on the line that the cursor is on. */
	get isMidLine(): boolean {
		return this.#isMidLine;
	}

	/** True when a NUL was among it: no text that a person wrote. */
	get isBinary(): boolean {
		return this.#hasNul;
	}

	/** Something else was written and ended with a line end. */
	beginLine(): void {
		this.#isMidLine = false;
		this.#isAtLineStart = true;
		this.#isAfterReturn = false;
	}

	text(run: string): void {
		this.#print(run);
	}

	control(character: string): void {
		switch (character) {
			case '\n':
				this.#made += this.#isAfterReturn ? '\n' : '\r\n';
				this.beginLine();
				return;
			case '\r':
				// One is enough, also where a program writes CR CR LF.
				if (!this.#isAfterReturn) this.#made += '\r';
				this.#isAfterReturn = true;
				this.#isAtLineStart = true;
				return;
			case '\b':
				this.#isAfterReturn = false;
				this.#made += character;
				return;
			case '\t':
				this.#print(character);
				return;
			case '\0':
				this.#hasNul = true;
		}
	}

	sequence(parameters: string, final: string): void {
		if (!ALLOWED[final]?.test(parameters)) return;
		this.#made += `\u001b[${parameters}${final}`;
		if (final === 'm') this.#restyle(parameters);
		else if (TO_LINE_START.test(final === 'G' ? `G${parameters}` : final)) this.#isAtLineStart = true;
		if (final !== 'm' && final !== 'K') this.#isAfterReturn = false;
	}

	#print(run: string): void {
		if (this.#isAtLineStart && this.#gutter) this.#made += `${RESET}${this.#gutter}${RESET}${this.#style}`;
		this.#made += run;
		this.#isAtLineStart = false;
		this.#isAfterReturn = false;
		this.#isMidLine = true;
	}

	#restyle(parameters: string): void {
		const isReset = /^0*(?:;|$)/.test(parameters);
		const rest = isReset ? parameters.replace(/^0*;?/, '') : parameters;
		const before = isReset ? '' : this.#style;
		const style = rest === '' ? before : `${before}\u001b[${rest}m`;
		// So many changes without a reset mean that the last of them counts.
		this.#style = style.length <= MOST_STYLE || rest === '' ? style : `\u001b[${rest}m`;
	}
}
