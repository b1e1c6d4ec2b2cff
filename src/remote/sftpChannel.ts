import type { SFTPWrapper } from 'ssh2';
import { unlessAborted } from '../base/abort.ts';
import { ProblemError } from '../problems/problem.ts';
import type { Link } from './link.ts';

/** Starts one SFTP request and calls back with its answer. */
export type SftpRequest<T> = (
	sftp: SFTPWrapper,
	done: (error: Error | null | undefined, value?: T) => void,
) => void;

/** The requests of one call. */
export interface SftpCall {
	/**
	 * Rejects with ssh2's error, whose `code` is SFTP's number, or with what ended the call: its signal, the channel, the
	 * link. An answer that comes after that is handed to `late`.
	 */
	request<T = void>(start: SftpRequest<T>, late?: (value: T) => void): Promise<T>;
	/** For putting things right after the call was ended: waits for the channel only, and never rejects. */
	tidy(start: SftpRequest<void>): Promise<void>;
}

/** Opening takes the server some milliseconds; one whose start-up file hangs does not hang us. */
const OPEN_MS = 30_000;

/**
 * An open SFTP channel. A request of ssh2's on a channel that has ended never calls back, so that every wait here is tied
 * to the channel's end as well.
 */
export class SftpChannel {
	readonly #sftp: SFTPWrapper;
	readonly #link: Link;
	readonly #ended = new AbortController();

	/** `onEnd` hears when the channel is of no more use. */
	static async open(link: Link, onEnd: () => void): Promise<SftpChannel> {
		const deadline = AbortSignal.timeout(OPEN_MS);
		const sftp = await link.open<SFTPWrapper>((client, opened) => client.sftp(opened), deadline);
		return new SftpChannel(sftp, link, onEnd);
	}

	private constructor(sftp: SFTPWrapper, link: Link, onEnd: () => void) {
		this.#sftp = sftp;
		this.#link = link;
		let trouble = 'The SFTP channel ended.';
		sftp.on('error', (error: Error) => {
			trouble = error.message;
		});
		const end = () => {
			onEnd();
			this.#ended.abort(new ProblemError({ kind: 'connectionLost', host: link.hostName, detail: trouble }));
		};
		sftp.once('close', end);
		sftp.once('end', end);
	}

	/** The requests of one call, which end with its signal. */
	call(signal: AbortSignal): SftpCall {
		const whileOpen = this.#link.during(this.#ended.signal);
		const both = AbortSignal.any([signal, whileOpen]);
		return {
			request: (start, late) => this.#request(start, both, late),
			tidy: (start) => this.#request(start, whileOpen).catch(() => {}),
		};
	}

	async #request<T>(start: SftpRequest<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T> {
		signal.throwIfAborted();
		const answer = new Promise<T>((resolve, reject) => {
			start(this.#sftp, (error, value) => {
				if (error) return reject(error);
				if (signal.aborted) late?.(value as T);
				resolve(value as T);
			});
		});
		return unlessAborted(answer, signal);
	}
}
