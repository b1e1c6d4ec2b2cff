/** What a stream of text for a terminal is made of. */
export interface ControlSequenceVisitor {
	/** Text without any control character. */
	text(run: string): void;
	/** A control character that stands alone, such as a line end. */
	control(character: string): void;
	/** A complete control sequence (CSI), of standard parameters: what stood between `ESC [` and the final letter. */
	sequence(parameters: string, final: string): void;
}

type State = 'ground' | 'escape' | 'intermediate' | 'parameters' | 'malformed' | 'string' | 'stringEscape';

/** C0 but for what is below it, DEL, and C1, which a terminal takes for `ESC` and a letter. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** More parameters than any program needs; what is longer is taken for noise. */
const MOST_PARAMETERS = 64;

/**
 * Takes text for a terminal apart as ECMA-48 and xterm do, also where it arrives in pieces. Strings to the terminal (titles,
 * clipboard, device control), private and malformed sequences, and every other escape are left out: none of them reaches
 * the visitor. A string without an end stops at the line end, so that a stray byte of binary output hides one line only.
 */
export class ControlSequenceReader {
	#state: State = 'ground';
	#parameters = '';

	push(text: string, visitor: ControlSequenceVisitor): void {
		let at = 0;
		while (at < text.length) {
			if (this.#state !== 'ground') {
				this.#step(text[at] ?? '', visitor);
				at += 1;
				continue;
			}
			CONTROL.lastIndex = at;
			const end = CONTROL.exec(text)?.index ?? text.length;
			if (end > at) visitor.text(text.slice(at, end));
			if (end < text.length) this.#control(text[end] ?? '', visitor);
			at = end + 1;
		}
	}

	#step(character: string, visitor: ControlSequenceVisitor): void {
		const code = character.charCodeAt(0);
		switch (this.#state) {
			case 'string':
				// ESC may begin the end, or something else altogether.
				if (character === '\u001b') this.#state = 'stringEscape';
				else if (/[\u0007\u0018\u001a\u009c]/.test(character)) this.#state = 'ground';
				else if (character === '\n') this.#control(character, visitor);
				return;
			case 'stringEscape':
				if (character === '\\') this.#state = 'ground';
				else this.#escape(character, visitor);
				return;
		}
		// Control characters in the middle of a sequence end it here; a terminal would do them and go on with it.
		if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
			this.#control(character, visitor);
			return;
		}
		switch (this.#state) {
			case 'escape':
				this.#escape(character, visitor);
				return;
			case 'intermediate':
				if (code >= 0x30) this.#state = 'ground';
				return;
			case 'malformed':
				if (code >= 0x40) this.#state = 'ground';
				return;
			case 'parameters':
				if (code >= 0x40) {
					this.#state = 'ground';
					// Beyond ASCII there is no final letter: it is text, after a sequence that never was one.
					if (code > 0x7e) visitor.text(character);
					else visitor.sequence(this.#parameters, character);
				} else if (/[\d;:]/.test(character) && this.#parameters.length < MOST_PARAMETERS) {
					this.#parameters += character;
				} else {
					this.#state = 'malformed';
				}
		}
	}

	/** A control character, whatever went before it. */
	#control(character: string, visitor: ControlSequenceVisitor): void {
		this.#state = 'ground';
		if (character === '\u001b') this.#state = 'escape';
		else if (character >= '\u0080') {
			// The second letter of the same function in seven bits.
			this.#escape(String.fromCharCode(character.charCodeAt(0) - 0x40), visitor);
		} else visitor.control(character);
	}

	/** What follows `ESC`. */
	#escape(character: string, visitor: ControlSequenceVisitor): void {
		if (character === '[') {
			this.#state = 'parameters';
			this.#parameters = '';
		} else if (/[\]PX^_]/.test(character)) this.#state = 'string';
		else if (/[ -/]/.test(character)) this.#state = 'intermediate';
		else if (/[\u0000-\u001f\u007f-\u009f]/.test(character)) this.#control(character, visitor);
		else {
			this.#state = 'ground';
			if (character > '~') visitor.text(character);
		}
	}
}
