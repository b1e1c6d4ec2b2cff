import type { OffsetEdit } from '../../script/setOption.ts';
import type { EnvironmentKey, EnvironmentLine, ReadScript } from './readEnvironment.ts';

/** Collects edits by lines and columns. */
export class ScriptEditor {
	readonly edits: OffsetEdit[] = [];
	readonly script: ReadScript;
	readonly #starts: number[] = [];
	readonly #lineEnd: string;
	readonly #length: number;

	constructor(text: string, script: ReadScript) {
		this.script = script;
		this.#length = text.length;
		this.#lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
		let start = 0;
		for (const line of text.split('\n')) {
			this.#starts.push(start);
			start += line.length + 1;
		}
	}

	replace(line: number, start: number, end: number, text: string): void {
		const offset = this.#starts[line] ?? this.#length;
		this.edits.push({ start: offset + start, end: offset + end, text });
	}

	/** Before a line; behind the text where there is no such line. */
	insertLines(line: number, lines: readonly string[]): void {
		const offset = Math.min(this.#starts[line] ?? this.#length, this.#length);
		const isBehind = line >= this.#starts.length;
		const text = isBehind
			? lines.map((each) => `${this.#lineEnd}${each}`).join('')
			: lines.map((each) => `${each}${this.#lineEnd}`).join('');
		this.edits.push({ start: offset, end: offset, text });
	}

	/** Lines together with a blank one behind them where there is one before them as well. */
	removeLines(first: number, count = 1): void {
		const { lines } = this.script;
		const isBetweenBlanks =
			(first === 0 || lines[first - 1]?.trim() === '') && lines[first + count]?.trim() === '';
		const last = first + count + (isBetweenBlanks ? 1 : 0);
		const start = this.#starts[first] ?? this.#length;
		const end = this.#starts[last];
		// The last line has no end of its own: that of the line before goes instead.
		if (end === undefined)
			this.edits.push({ start: Math.max(0, start - this.#lineEnd.length), end: this.#length, text: '' });
		else this.edits.push({ start, end, text: '' });
	}

	/** So that `module` and `conda` are known in the job. */
	askForLoginShell(): void {
		const first = this.script.lines[0] ?? '';
		if (/^#!\s*\/(?:usr\/)?bin\/bash$/.test(first)) this.replace(0, first.length, first.length, ' -l');
	}

	found(key: EnvironmentKey): readonly EnvironmentLine[] {
		return this.script.found.filter((each) => each.key === key);
	}
}
