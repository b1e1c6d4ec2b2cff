import { lineBreaksIn, startOfLastLines } from '../base/lineBreaks.ts';
import { plainText } from '../base/plainText.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { lastPart, lookAtOutput, OutputPosition } from './outputPosition.ts';

/** As much as an editor takes over and over without a pause. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** Above this an editor gets slow, and VS Code shows no extension the text from 50 MiB on. */
const MOST_BYTES = 32 * 1024 * 1024;
/** From 300,000 lines on VS Code opens a text without colours and without what it can offer above lines. */
const MOST_LINES = 250_000;

/** A part of an output file from somewhere to its end, as text to read. */
export class OutputWindow {
	readonly #host: Pick<RemoteHost, 'name' | 'files'>;
	readonly #path: string;
	#from = 0;
	#bytes: Uint8Array = new Uint8Array();
	#lineBreaks = 0;
	#end: OutputPosition | undefined;

	constructor(host: Pick<RemoteHost, 'name' | 'files'>, path: string) {
		this.#host = host;
		this.#path = path;
	}

	/** Bytes of the file before the window. */
	get from(): number {
		return this.#from;
	}

	/** Bytes of the file up to the window's end. */
	get size(): number {
		return this.#from + this.#bytes.length;
	}

	/** False where there is no such file yet. */
	get exists(): boolean {
		return this.#end !== undefined;
	}

	/** True when there is more before it, and room for it. */
	get mayGrow(): boolean {
		return this.#from > 0 && this.#bytes.length + WINDOW_BYTES <= MOST_BYTES && this.#lineBreaks < MOST_LINES;
	}

	/** Without colours, and of progress bars what they showed at last. */
	get text(): string {
		return plainText(new TextDecoder().decode(this.#bytes));
	}

	/** Takes in what was written since. True when there was something. Throws ProblemError `remoteFile` or what the link says. */
	async refresh(signal: AbortSignal): Promise<boolean> {
		const at = this.#end ?? new OutputPosition();
		const look = await lookAtOutput(this.#host, this.#path, at.mark, signal);
		if (!look) {
			const was = this.exists;
			this.#forget();
			return was;
		}
		if (this.#end && look.goesOn) {
			if (look.size === this.size) return false;
			if (look.size - this.#from <= MOST_BYTES) {
				const bytes = await this.#read(this.size, look.size, signal);
				at.advance(bytes);
				this.#set(this.#from, Buffer.concat([this.#bytes, bytes]), this.#lineBreaks + lineBreaksIn(bytes));
				return true;
			}
		}
		this.#forget();
		const from = await lastPart(this.#host, this.#path, look.size, WINDOW_BYTES, signal);
		const bytes = await this.#read(from, look.size, signal);
		const start = startOfLastLines(bytes, MOST_LINES);
		const kept = bytes.subarray(start);
		this.#set(from + start, kept, lineBreaksIn(kept));
		this.#end = new OutputPosition();
		this.#end.moveTo(this.#from);
		this.#end.advance(this.#bytes);
		return true;
	}

	/** Begins so much earlier. */
	async loadEarlier(signal: AbortSignal): Promise<void> {
		const { from } = this;
		const start = await lastPart(this.#host, this.#path, from, WINDOW_BYTES, signal);
		const bytes = await this.#read(start, from, signal);
		// Somebody may have asked twice, or the file may be another one by now.
		if (this.#from !== from || bytes.length !== from - start) return;
		const more = bytes.subarray(startOfLastLines(bytes, MOST_LINES - this.#lineBreaks));
		const lineBreaks = this.#lineBreaks + lineBreaksIn(more);
		this.#set(from - more.length, Buffer.concat([more, this.#bytes]), lineBreaks);
	}

	#set(from: number, bytes: Uint8Array, lineBreaks: number): void {
		this.#from = from;
		this.#bytes = bytes;
		this.#lineBreaks = lineBreaks;
	}

	#read(from: number, to: number, signal: AbortSignal): Promise<Uint8Array> {
		return this.#host.files.read(this.#path, signal, { offset: from, length: to - from });
	}

	#forget(): void {
		this.#end = undefined;
		this.#set(0, new Uint8Array(), 0);
	}
}
