import { isAbort } from '../base/abort.ts';
import type { Logger } from '../base/log.ts';
import type { ExecResult, StreamChunk } from './remoteHost.ts';

/** Longer commands are shortened in the line that everybody reads; the log's level "Debug" shows them whole. */
const READABLE_LENGTH = 300;

/** Writes one line to the log for each remote command: `practice $ squeue --me → 0 in 23 ms, 3.8 kB`. */
export class CommandLog {
	readonly #name: string;
	readonly #log: Logger;

	constructor(name: string, log: Logger) {
		this.#name = name;
		this.#log = log;
	}

	async around(commandLine: string, execute: () => Promise<ExecResult>): Promise<ExecResult> {
		const start = performance.now();
		try {
			const result = await execute();
			const bytes = Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr);
			this.#write(commandLine, exitWords(result.exitCode), start, bytes);
			return result;
		} catch (error) {
			this.#write(commandLine, failureWords(error), start, 0);
			throw error;
		}
	}

	/** As `around`, with a line at the start as well. */
	async *aroundStream(
		commandLine: string,
		output: AsyncGenerator<StreamChunk, number | null>,
	): AsyncGenerator<StreamChunk, number | null> {
		const start = performance.now();
		let bytes = 0;
		let ending = 'left';
		this.#log.info(`${this.#name} $ ${readable(commandLine)} → followed`);
		try {
			for (;;) {
				const { value, done } = await output.next();
				if (done) {
					ending = exitWords(value);
					return value;
				}
				bytes += value.bytes.length;
				yield value;
			}
		} catch (error) {
			ending = failureWords(error);
			throw error;
		} finally {
			await output.return(null);
			this.#write(commandLine, ending, start, bytes);
		}
	}

	#write(commandLine: string, ending: string, start: number, bytes: number): void {
		const ms = Math.round(performance.now() - start);
		const shown = readable(commandLine);
		this.#log.info(`${this.#name} $ ${shown} → ${ending} in ${ms} ms, ${sizeWords(bytes)}`);
		if (shown !== commandLine) this.#log.debug(`${this.#name} $ ${commandLine}`);
	}
}

/** One line in which every character can be seen. */
export function readable(commandLine: string): string {
	const visible = commandLine.replace(/[\u0000-\u001f\u007f]+/g, (run) => (run.includes('\n') ? ' ⏎ ' : '·'));
	return visible.length > READABLE_LENGTH ? `${visible.slice(0, READABLE_LENGTH - 1)}…` : visible;
}

export const exitWords = (exitCode: number | null) => (exitCode === null ? 'no exit code' : String(exitCode));

export const failureWords = (error: unknown) =>
	isAbort(error) ? 'given up' : error instanceof Error ? error.message : String(error);

export function sizeWords(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
