import * as l10n from '@vscode/l10n';
import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import { isAbort, unlessAborted } from '../base/abort.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import { shellQuote } from '../base/shellQuote.ts';
import { problemLine } from '../presenters/problemText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';

type RemoteTerminal = Awaited<ReturnType<ClusterSession['host']['openTerminal']>>;

const ENTER = '\r';
const USUAL_SIZE = { columns: 80, rows: 24 };

/** A shell on the login node over the connection that is there already: no second sign-in, and nothing left behind when it closes. */
export class LoginTerminal implements Pseudoterminal {
	readonly #session: () => Promise<ClusterSession | undefined>;
	readonly #folder: string | undefined;
	readonly #written = new EventEmitter<string>();
	readonly #closed = new EventEmitter<number | undefined>();
	readonly #stop = new AbortController();
	#shell: RemoteTerminal | undefined;
	#listening = new DisposableStore();
	#size = USUAL_SIZE;
	/** True when the shell went with its link, and Enter opens another. */
	#isOver = false;

	readonly onDidWrite = this.#written.event;
	readonly onDidClose = this.#closed.event;

	/** @param session the cluster to open a shell on, asked for each; may ask the person, undefined when none is wanted. @param folder where the shells start */
	constructor(session: () => Promise<ClusterSession | undefined>, folder?: string) {
		this.#session = session;
		this.#folder = folder;
	}

	open(dimensions: TerminalDimensions | undefined): void {
		if (dimensions) this.#size = dimensions;
		void this.#start();
	}

	close(): void {
		this.#stop.abort();
		void this.#listening.dispose();
		this.#shell?.dispose();
	}

	handleInput(text: string): void {
		if (!this.#isOver) this.#shell?.write(text);
		else if (text === ENTER) void this.#start();
	}

	setDimensions(dimensions: TerminalDimensions): void {
		this.#size = dimensions;
		this.#shell?.resize(dimensions);
	}

	async #start(): Promise<void> {
		this.#isOver = false;
		const { signal } = this.#stop;
		try {
			const session = await this.#session();
			if (!session) return this.#closed.fire(undefined);
			await this.#untilSettled(session);
			const shell = await session.host.openTerminal({ size: this.#size, ...this.#command }, signal);
			this.#follow(shell, session);
		} catch (error) {
			if (signal.aborted) return;
			this.#offerAnother(isAbort(error) ? l10n.t('Not connected.') : problemLine(error));
		}
	}

	/** The login shell of the person, in the folder; where that is gone, the shell says so and starts at home. */
	get #command(): { readonly command?: string } {
		if (this.#folder === undefined) return {};
		return { command: `cd -- ${shellQuote([this.#folder])}; exec "\${SHELL:-/bin/sh}" -l` };
	}

	/** Waits while the link may come back by itself; where it does not, opening a shell tells why. */
	async #untilSettled({ host }: ClusterSession): Promise<void> {
		if (!isComingBack(host)) return;
		this.#note(l10n.t('Reconnecting…'));
		const settled = Promise.withResolvers<void>();
		const states = host.onDidChangeState(() => {
			if (!isComingBack(host)) settled.resolve();
		});
		try {
			await unlessAborted(settled.promise, this.#stop.signal);
		} finally {
			void states.dispose();
		}
	}

	#follow(shell: RemoteTerminal, { name }: ClusterSession): void {
		if (this.#stop.signal.aborted) {
			shell.dispose();
			return;
		}
		this.#shell = shell;
		this.#listening = new DisposableStore();
		// A resize during the opening would otherwise be lost.
		shell.resize(this.#size);
		this.#listening.add(shell.onDidWrite((text) => this.#written.fire(text)));
		this.#listening.add(
			shell.onDidEnd((end) => {
				this.#shell = undefined;
				if (end.kind === 'exited') this.#closed.fire(end.exitCode ?? undefined);
				else this.#offerAnother(l10n.t('The connection to {0} was lost, and this shell with it.', name));
			}),
		);
	}

	#offerAnother(why: string): void {
		this.#isOver = true;
		this.#note(`${why} ${l10n.t('Press Enter to open another one.')}`);
	}

	/** Our own words, dimmed, on a line of their own. */
	#note(words: string): void {
		this.#written.fire(`\r\n\u001b[2m── ${words}\u001b[22m\r\n`);
	}
}

function isComingBack({ state }: ClusterSession['host']): boolean {
	return state.kind === 'waiting' || state.kind === 'trying';
}
