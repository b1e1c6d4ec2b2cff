import { shownName } from '../base/shownName.ts';
import { TerminalText } from '../base/terminalText.ts';
import type { OutputStream } from '../session/followJob.ts';

/** Stands before each line of the standard error where both outputs are in one terminal. */
export const ERROR_MARK = '▌';

const RESET = '\u001b[0m';
const DIM = '\u001b[2m';
const RED = '\u001b[31m';

/**
 * Both outputs of a job as text for one terminal. Lines stay whole: while one output is in the middle of a line, the other one
 * waits, until `release` is called after a moment because a progress bar may stay there for hours.
 */
export class OutputMixer {
	readonly #streams: Readonly<Record<OutputStream, Stream>> = {
		output: new Stream(''),
		error: new Stream(`${RED}${ERROR_MARK}`),
	};
	/** Whose unfinished line the cursor is on. */
	#onLine: Stream | undefined;
	#lastWriter: Stream | undefined;

	/** What can be shown now. */
	push(from: OutputStream, bytes: Uint8Array): string {
		this.#streams[from].hold(bytes);
		return this.#drain();
	}

	/** True while one output waits for the other to end its line. */
	get isHolding(): boolean {
		return Object.values(this.#streams).some(({ held }) => held !== '');
	}

	/** What waited, below the unfinished line. */
	release(): string {
		return this.isHolding ? this.#breakLine() + this.#drain() : '';
	}

	/** True when an output holds bytes that are no text. */
	isBinary(from: OutputStream): boolean {
		return this.#streams[from].text.isBinary;
	}

	/** What comes now of that output is another file's. */
	restart(from: OutputStream): string {
		const before = this.release();
		this.#streams[from].restart();
		return before + this.#breakLine();
	}

	/** Words of ours on a line of their own, dimmed, so that nobody takes them for the job's. */
	note(words: string): string {
		const before = this.release() + this.#breakLine();
		return `${before}${RESET}${DIM}── ${shownName(words)}${RESET}\r\n`;
	}

	#drain(): string {
		let made = '';
		const { output, error } = this.#streams;
		for (const stream of this.#onLine === error ? [error, output] : [output, error]) {
			if (stream.held === '' || (this.#onLine && this.#onLine !== stream)) continue;
			if (this.#lastWriter !== stream) made += `${RESET}${stream.text.style}`;
			this.#lastWriter = stream;
			made += stream.take();
			this.#onLine = stream.text.isMidLine ? stream : undefined;
		}
		return made;
	}

	#breakLine(): string {
		const isNeeded = this.#onLine !== undefined;
		for (const stream of Object.values(this.#streams)) stream.text.beginLine();
		this.#onLine = undefined;
		this.#lastWriter = undefined;
		return isNeeded ? `${RESET}\r\n` : '';
	}
}

/** One of the outputs: its bytes become characters, and those become harmless. */
class Stream {
	readonly #gutter: string;
	#decoder = new TextDecoder();
	text: TerminalText;
	held = '';

	constructor(gutter: string) {
		this.#gutter = gutter;
		this.text = new TerminalText({ gutter });
	}

	hold(bytes: Uint8Array): void {
		this.held += this.#decoder.decode(bytes, { stream: true });
	}

	take(): string {
		const taken = this.text.push(this.held);
		this.held = '';
		return taken;
	}

	restart(): void {
		this.#decoder = new TextDecoder();
		this.text = new TerminalText({ gutter: this.#gutter });
		this.held = '';
	}
}
