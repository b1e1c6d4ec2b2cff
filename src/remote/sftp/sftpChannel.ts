import { setMaxListeners } from 'node:events';
import type { ClientChannel } from 'ssh2';
import { unlessAborted } from '../../base/abort.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { ChannelUse } from '../link/channelUse.ts';
import type { Link } from '../link/link.ts';
import { underAll } from '../underAll.ts';
import { SftpConnection } from './sftpConnection.ts';
import { SftpStatusError } from './sftpErrors.ts';
import { EXTENSION, limits, type SftpRequest } from './sftpRequest.ts';
import { widenWindow } from './wideWindow.ts';

export interface SftpRequests {
	/**
	 * Rejects with SftpStatusError where the server refuses, or with what ended the call: its signal, the channel, the
	 * link. An answer that comes after that is handed to `late`.
	 */
	request<T>(request: SftpRequest<T>, late?: (value: T) => void): Promise<T>;
}

/** The requests of one call. */
export interface SftpCall extends SftpRequests {
	/** True for a request beyond the draft that the server announced. */
	has(extension: string): boolean;
	/** The most bytes for one READ and one WRITE. */
	readonly sizes: Promise<TransferSizes>;
	/** For putting things right after the call was ended: each of these waits for the channel, but not for long. */
	readonly afterwards: SftpRequests;
	/** One of `afterwards` that never rejects. */
	tidy(request: SftpRequest<unknown>): Promise<void>;
}

export interface TransferSizes {
	readonly read: number;
	readonly write: number;
}

/** What every server must take (section 3 of the draft). */
const SURE: TransferSizes = { read: 32 * 1024, write: 32 * 1024 };
/** What OpenSSH takes; more in one packet gains nothing. */
const MOST = 255 * 1024;

/** Nobody who gave up a call waits longer than this for what is left to put right. */
const AFTERWARDS_MS = 5_000;

/** The start of the SFTP server, which is a process. */
const START_SECONDS = 60;

/** An open SFTP channel. Every wait is tied to the channel's end as well. */
export class SftpChannel {
	readonly #connection: SftpConnection;
	readonly #channel: ClientChannel;
	readonly #link: Link;
	readonly #ended: AbortController;
	readonly #sizes: Promise<TransferSizes>;

	/** `onEnd` hears when the channel is of no more use. Throws as `Link.open` does, and `noSftp`. */
	static async open(link: Link, use: ChannelUse, onEnd: () => void): Promise<SftpChannel> {
		const channel = await link.open<ClientChannel>(
			(client, opened) => client.subsys('sftp', opened as Parameters<typeof client.subsys>[1]),
			use,
			link.ended,
		);
		widenWindow(channel);
		channel.stderr.resume();
		const ended = new AbortController();
		setMaxListeners(0, ended.signal);
		ended.signal.addEventListener('abort', onEnd, { once: true });
		const end = (trouble: string) => ended.abort(lost(link, trouble));
		try {
			const greeting = SftpConnection.open(channel, end);
			const late = AbortSignal.timeout(START_SECONDS * 1000);
			const connection = await underAll([link.ended, late], (both) => unlessAborted(greeting, both));
			return new SftpChannel(connection, channel, link, ended);
		} catch (error) {
			channel.destroy();
			link.ended.throwIfAborted();
			throw new ProblemError({ kind: 'noSftp', host: link.hostName, detail: (error as Error).message });
		}
	}

	private constructor(
		connection: SftpConnection,
		channel: ClientChannel,
		link: Link,
		ended: AbortController,
	) {
		this.#connection = connection;
		this.#channel = channel;
		this.#link = link;
		this.#ended = ended;
		this.#sizes = this.#askSizes();
	}

	/** Ends all calls: a server answers one request after the other, so that those behind a stuck one are stuck too. */
	close(): void {
		this.#connection.end('The SFTP server did not answer.');
		this.#channel.destroy();
	}

	/** Does the work of one call, whose requests end with any of the signals. */
	call<T>(signals: readonly AbortSignal[], work: (call: SftpCall) => Promise<T>): Promise<T> {
		const ended = this.#ended.signal;
		const afterwards: SftpRequests = {
			request: (request, late) =>
				underAll([ended, AbortSignal.timeout(AFTERWARDS_MS)], (signal) =>
					this.#request(request, signal, late),
				),
		};
		return underAll([...signals, ended, this.#link.ended], (signal) =>
			work({
				request: (request, late) => this.#request(request, signal, late),
				has: (extension) => this.#connection.has(extension),
				sizes: this.#sizes,
				afterwards,
				tidy: (request) =>
					afterwards.request(request).then(
						() => undefined,
						() => undefined,
					),
			}),
		);
	}

	async #request<T>(request: SftpRequest<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T> {
		signal.throwIfAborted();
		const answer = new Promise<T>((resolve, reject) => {
			this.#connection.send(request, (error, value) => {
				if (error) return reject(error instanceof SftpStatusError ? error : this.#endReason(error));
				if (signal.aborted) late?.(value as T);
				resolve(value as T);
			});
		});
		return unlessAborted(answer, signal);
	}

	#endReason(error: Error): unknown {
		return this.#ended.signal.reason ?? lost(this.#link, error.message);
	}

	async #askSizes(): Promise<TransferSizes> {
		if (!this.#connection.has(EXTENSION.limits)) return SURE;
		const told = await this.#request(limits, this.#ended.signal).catch(() => ({ read: 0, write: 0 }));
		const within = (size: number, least: number) => (size > 0 ? Math.min(size, MOST) : least);
		return { read: within(told.read, SURE.read), write: within(told.write, SURE.write) };
	}
}

function lost(link: Link, detail: string): ProblemError {
	return new ProblemError({ kind: 'connectionLost', host: link.hostName, detail });
}
