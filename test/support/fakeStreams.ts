import type { RemoteHost, StreamChunk } from '../../src/remote/remoteHost.ts';

/** What a host's `stream` is to print, and how it ends. */
export interface FakeStream {
	readonly chunks: readonly (readonly [from: StreamChunk['from'], text: string | Uint8Array])[];
	/** The exit code, or what is thrown in its place; `never` waits until the signal ends it. */
	readonly end: number | Error | 'never';
}

/** A host that streams from a list, one after another, and remembers the command lines and who left the loop. */
export class FakeStreams implements Pick<RemoteHost, 'name' | 'stream'> {
	readonly name = 'practice';
	readonly commandLines: string[] = [];
	closed = 0;
	readonly #streams: FakeStream[];

	constructor(...streams: FakeStream[]) {
		this.#streams = streams;
	}

	async *stream(commandLine: string, signal: AbortSignal): AsyncGenerator<StreamChunk, number | null> {
		this.commandLines.push(commandLine);
		const { chunks, end } = this.#streams.shift() ?? { chunks: [], end: 0 };
		try {
			for (const [from, text] of chunks) yield { from, bytes: Buffer.from(text as string) };
			if (end === 'never') {
				await new Promise((_, reject) => {
					if (signal.aborted) reject(signal.reason);
					signal.addEventListener('abort', () => reject(signal.reason));
				});
			}
			if (end instanceof Error) throw end;
			return typeof end === 'number' ? end : null;
		} finally {
			this.closed += 1;
		}
	}
}
