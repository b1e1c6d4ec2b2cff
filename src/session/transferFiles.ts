import { cancelled, isAbort, unlessAborted } from '../base/abort.ts';
import { ProblemError } from '../problems/problem.ts';
import type { RemoteFiles } from '../remote/remoteFiles.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { ReconnectingHost } from '../remote/steady/reconnectingHost.ts';
import { RepeatingFiles } from '../remote/steady/repeatingFiles.ts';

export interface TransferFilesOptions {
	/** The host, as the configuration names it. */
	readonly name: string;
	readonly open: (isAttended: boolean, signal: AbortSignal) => Promise<RemoteHost>;
	readonly now: () => Date;
}

/**
 * Files over a host of their own, a data mover. It is signed in to when the first file is asked for: who only watches jobs
 * is not asked for a second code. After a failure it stays closed until `retry`.
 */
export class TransferFiles {
	readonly files: RemoteFiles = new RepeatingFiles(async (signal) => unlessAborted(this.#open(), signal));
	readonly #options: TransferFilesOptions;
	readonly #life = new AbortController();
	#host: Promise<ReconnectingHost> | undefined;
	#isOfNoUse = false;

	constructor(options: TransferFilesOptions) {
		this.#options = options;
	}

	/** To be called when the person connects: the next file may ask for a sign-in again. */
	retry(): void {
		if (!this.#isOfNoUse) return;
		this.#isOfNoUse = false;
		void this.#close();
	}

	async dispose(): Promise<void> {
		this.#life.abort(cancelled());
		await this.#close();
	}

	#open(): Promise<ReconnectingHost> {
		this.#host ??= this.#openNow();
		return this.#host;
	}

	async #openNow(): Promise<ReconnectingHost> {
		const { open, now } = this.#options;
		try {
			const first = await open(true, this.#life.signal);
			const reopen = (signal: AbortSignal) => open(false, signal);
			const host = new ReconnectingHost(first, { reopen, now, random: Math.random });
			host.onDidChangeState(({ kind }) => {
				if (kind === 'down') this.#isOfNoUse = true;
			});
			return host;
		} catch (error) {
			this.#isOfNoUse = true;
			// A dismissed question is no answer to whoever asks for a file later.
			throw isAbort(error) ? new ProblemError({ kind: 'notConnected', cluster: this.#options.name }) : error;
		}
	}

	async #close(): Promise<void> {
		const host = this.#host;
		this.#host = undefined;
		await (await host?.catch(() => undefined))?.dispose();
	}
}
