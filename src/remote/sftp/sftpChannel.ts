import { setMaxListeners } from 'node:events';
import type { SFTPWrapper } from 'ssh2';
import { unlessAborted } from '../../base/abort.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { ChannelUse } from '../link/channelUse.ts';
import type { Link } from '../link/link.ts';
import { underAll } from '../underAll.ts';
import { sftpCode } from './sftpErrors.ts';

/** Starts one SFTP request and calls back with its answer. */
export type SftpRequest<T> = (
	sftp: SFTPWrapper,
	done: (error: Error | null | undefined, value?: T) => void,
) => void;

export interface SftpRequests {
	/**
	 * Rejects with ssh2's error, whose `code` is SFTP's number, or with what ended the call: its signal, the channel, the
	 * link. An answer that comes after that is handed to `late`.
	 */
	request<T = void>(start: SftpRequest<T>, late?: (value: T) => void): Promise<T>;
}

/** The requests of one call. */
export interface SftpCall extends SftpRequests {
	/** For putting things right after the call was ended: each of these waits for the channel, but not for long. */
	readonly afterwards: SftpRequests;
	/** One of `afterwards` that never rejects. */
	tidy(start: SftpRequest<void>): Promise<void>;
}

/** Nobody who gave up a call waits longer than this for what is left to put right. */
const AFTERWARDS_MS = 5_000;

/**
 * An open SFTP channel. A request of ssh2's on a channel that has ended never calls back, so that every wait here is tied
 * to the channel's end as well.
 */
export class SftpChannel {
	readonly #sftp: SFTPWrapper;
	readonly #link: Link;
	readonly #ended = new AbortController();

	/** `onEnd` hears when the channel is of no more use. */
	static async open(link: Link, use: ChannelUse, onEnd: () => void): Promise<SftpChannel> {
		const sftp = await link.open<SFTPWrapper>((client, opened) => client.sftp(opened), use, link.ended);
		return new SftpChannel(sftp, link, onEnd);
	}

	private constructor(sftp: SFTPWrapper, link: Link, onEnd: () => void) {
		this.#sftp = sftp;
		setMaxListeners(0, this.#ended.signal);
		this.#link = link;
		let trouble = 'The SFTP channel ended.';
		sftp.on('error', (error: Error) => {
			trouble = error.message;
		});
		this.#ended.signal.addEventListener('abort', onEnd, { once: true });
		const end = () => this.#ended.abort(this.#lost(trouble));
		sftp.once('close', end);
		sftp.once('end', end);
	}

	/** Ends all calls: a server answers one request after the other, so that those behind a stuck one are stuck too. */
	close(): void {
		this.#ended.abort(this.#lost('The SFTP server did not answer.'));
		this.#sftp.end();
	}

	/** Does the work of one call, whose requests end with any of the signals. */
	call<T>(signals: readonly AbortSignal[], work: (call: SftpCall) => Promise<T>): Promise<T> {
		const ended = this.#ended.signal;
		const afterwards: SftpRequests = {
			request: (start, late) =>
				underAll([ended, AbortSignal.timeout(AFTERWARDS_MS)], (signal) => this.#request(start, signal, late)),
		};
		return underAll([...signals, ended, this.#link.ended], (signal) =>
			work({
				request: (start, late) => this.#request(start, signal, late),
				afterwards,
				tidy: (start) => afterwards.request(start).catch(() => {}),
			}),
		);
	}

	async #request<T>(start: SftpRequest<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T> {
		signal.throwIfAborted();
		const answer = new Promise<T>((resolve, reject) => {
			start(this.#sftp, (error, value) => {
				// Every answer of a server has a code: this is ssh2 letting go of what was not answered.
				if (error) return reject(sftpCode(error) === undefined ? this.#lost(error.message) : error);
				if (signal.aborted) late?.(value as T);
				resolve(value as T);
			});
		});
		return unlessAborted(answer, signal);
	}

	#lost(detail: string): ProblemError {
		return new ProblemError({ kind: 'connectionLost', host: this.#link.hostName, detail });
	}
}
