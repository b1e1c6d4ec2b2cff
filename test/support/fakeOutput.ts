import { setImmediate as turn } from 'node:timers/promises';
import { Emitter } from '../../src/base/event.ts';
import { ProblemError } from '../../src/problems/problem.ts';
import type { RemoteFile, RemoteFiles, RemoteStat } from '../../src/remote/remoteFiles.ts';
import type { SteadyHost, StreamChunk } from '../../src/remote/remoteHost.ts';

/** A host with one file that grows, as SFTP and a `tail` of it see it, and whose link can be lost. */
export class FakeOutputHost implements Pick<SteadyHost, 'name' | 'stream' | 'whenUp'> {
	readonly name = 'host';
	/** Undefined where there is no such file. */
	content: Buffer | undefined;
	type: RemoteStat['type'] = 'file';
	/** Why the file cannot be looked at. */
	trouble: Error | undefined;
	/** How long a tail takes to begin. */
	delayMs = 0;
	/** What a tail does: its work, nothing as on some network file systems, or it ends at once. */
	tail: 'works' | 'sleeps' | 'dies' | 'refused' = 'works';
	/** The tails that run. */
	tails = 0;
	/** How often a tail was started. */
	starts = 0;
	/** Requests over SFTP. */
	requests = 0;
	readonly #changed = new Emitter<string>();
	#link = new AbortController();
	#back = Promise.withResolvers<void>();

	constructor(content: string | undefined) {
		this.content = content === undefined ? undefined : Buffer.from(content);
	}

	append(text: string | Buffer): void {
		this.content = Buffer.concat([this.content ?? Buffer.alloc(0), Buffer.from(text)]);
		this.#changed.fire('');
	}

	/** Empties the file and writes it anew. @param words what tail says of it */
	rewrite(text: string, words = 'tail: /out: file truncated'): void {
		this.content = Buffer.from(text);
		this.#changed.fire(words);
	}

	/** What a tail says on its standard error. */
	say(words: string): void {
		this.#changed.fire(words);
	}

	/** @param trouble what looking at the file fails with meanwhile */
	lose(trouble: Error = lost()): void {
		this.trouble = trouble;
		this.#link.abort(lost());
	}

	comeBack(): void {
		this.trouble = undefined;
		this.#link = new AbortController();
		this.#back.resolve();
		this.#back = Promise.withResolvers();
	}

	async whenUp(): Promise<void> {
		if (this.#link.signal.aborted) await this.#back.promise;
	}

	readonly files: Pick<RemoteFiles, 'stat' | 'open' | 'read'> = {
		stat: async () => {
			const { length } = await this.#look();
			return { type: this.type, size: length } as RemoteStat;
		},
		read: async (_path, _signal, part) => {
			const content = await this.#look();
			return part ? content.subarray(part.offset, part.offset + part.length) : content;
		},
		open: async () => {
			await this.#look();
			const read: RemoteFile['read'] = async (offset, length) =>
				(await this.#look()).subarray(offset, offset + length);
			const file: Pick<RemoteFile, 'stat' | 'read' | 'readOnce' | 'close'> = {
				stat: async () => ({ type: this.type, size: (await this.#look()).length }) as RemoteStat,
				read,
				readOnce: read,
				close: async () => {},
			};
			return file as RemoteFile;
		},
	};

	async *stream(command: string, until: AbortSignal): AsyncGenerator<StreamChunk, number | null> {
		this.starts += 1;
		const isAwake = this.tail === 'works';
		if (this.tail === 'refused') throw new ProblemError({ kind: 'channelRefused', host: 'host', detail: '' });
		if (this.tail === 'dies') return 127;
		let position = Number(/-c \+(\d+)/.exec(command)?.[1]) - 1;
		const either = AbortSignal.any([until, this.#link.signal]);
		if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
		const said: string[] = [];
		let wake = () => {};
		const subscription = this.#changed.event((words) => {
			if (words) said.push(words);
			wake();
		});
		either.addEventListener('abort', () => wake());
		this.tails += 1;
		try {
			for (;;) {
				if (either.aborted) throw either.reason;
				const news = new Promise<void>((resolve) => (wake = resolve));
				for (const words of said.splice(0)) yield { from: 'stderr', bytes: Buffer.from(`${words}\n`) };
				const bytes = isAwake ? this.content?.subarray(position) : undefined;
				if (bytes && bytes.length > 0) {
					position += bytes.length;
					yield { from: 'stdout', bytes };
					continue;
				}
				await news;
			}
		} finally {
			this.tails -= 1;
			subscription.dispose();
		}
	}

	async #look(): Promise<Buffer> {
		this.requests += 1;
		await turn();
		if (this.trouble) throw this.trouble;
		if (this.content) return this.content;
		throw new ProblemError({
			kind: 'remoteFile',
			trouble: 'notFound',
			host: 'host',
			path: '/out',
			detail: '',
		});
	}
}

function lost(): ProblemError {
	return new ProblemError({ kind: 'connectionLost', host: 'host', detail: 'gone' });
}
