import * as l10n from '@vscode/l10n';
import { EventEmitter, type Pseudoterminal, type TerminalDimensions, ThemeIcon } from 'vscode';
import { DisposableStore } from '../base/disposableStore.ts';
import { shellQuote } from '../base/shellQuote.ts';
import { problemLine } from '../presenters/problemText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import type { Job } from '../slurm/job.ts';
import { shellInJob } from '../slurm/jobShell.ts';

type RemoteTerminal = Awaited<ReturnType<ClusterSession['host']['openTerminal']>>;

const USUAL_SIZE = { columns: 80, rows: 24 };

/** A shell inside a running job. It is closed by Ctrl+D or "exit", and with the job; its last words stay to be read. */
export class JobTerminal implements Pseudoterminal {
	readonly #session: ClusterSession;
	readonly #job: Job;
	readonly #node: string;
	readonly #written = new EventEmitter<string>();
	readonly #closed = new EventEmitter<undefined>();
	readonly #stop = new AbortController();
	readonly #listening = new DisposableStore();
	#shell: RemoteTerminal | undefined;
	#size = USUAL_SIZE;
	/** True once only words are left: then any key closes. */
	#isOver = false;

	readonly onDidWrite = this.#written.event;
	readonly onDidClose = this.#closed.event;

	constructor(session: ClusterSession, job: Job, node: string) {
		this.#session = session;
		this.#job = job;
		this.#node = node;
	}

	/** How VS Code shows it. */
	get options(): { readonly name: string; readonly iconPath: ThemeIcon; readonly isTransient: true } {
		return {
			name: `${this.#job.name} ${this.#job.id} ${this.#node}`,
			iconPath: new ThemeIcon('vm-running'),
			isTransient: true,
		};
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
		if (this.#isOver) this.#closed.fire(undefined);
		else this.#shell?.write(text);
	}

	setDimensions(dimensions: TerminalDimensions): void {
		this.#size = dimensions;
		this.#shell?.resize(dimensions);
	}

	async #start(): Promise<void> {
		const { signal } = this.#stop;
		const command = shellQuote(shellInJob(this.#job, this.#node));
		this.#note(l10n.t('Inside job {0} on {1}, until Ctrl+D: {2}', this.#job.id, this.#node, command));
		try {
			const shell = await this.#session.slurm.openShellIn(this.#job, this.#node, this.#size, signal);
			if (signal.aborted) return shell.dispose();
			this.#shell = shell;
			shell.resize(this.#size);
			this.#listening.add(shell.onDidWrite((text) => this.#written.fire(text)));
			this.#listening.add(
				shell.onDidEnd(
					(end) => void this.#end(end.kind === 'lost', end.kind === 'exited' ? end.exitCode : null),
				),
			);
		} catch (error) {
			if (!signal.aborted) this.#leaveWords(problemLine(error));
		}
	}

	/** A shell that the person left goes at once; one that was taken away says why. */
	async #end(isLost: boolean, exitCode: number | null): Promise<void> {
		this.#shell = undefined;
		if (isLost)
			return this.#leaveWords(
				l10n.t(
					'The connection to {0} was lost, and this shell with it. The job runs on.',
					this.#session.name,
				),
			);
		if (exitCode === 0) return this.#closed.fire(undefined);
		await this.#session.jobs.refresh();
		if (this.#stop.signal.aborted) return;
		const job = this.#session.jobs.find(this.#job.recordId);
		const isRunning = job?.phase === 'running' && job.state !== 'COMPLETING';
		this.#leaveWords(
			isRunning
				? l10n.t('The shell has ended (exit code {0}). The job runs on.', exitCode ?? '?')
				: l10n.t('Job {0} has ended, and this shell with it.', this.#job.id),
		);
	}

	#leaveWords(words: string): void {
		this.#isOver = true;
		this.#note(`${words} ${l10n.t('Press any key to close.')}`);
	}

	/** Our own words, dimmed, on a line of their own. */
	#note(words: string): void {
		this.#written.fire(`\r\n\u001b[2m── ${words}\u001b[22m\r\n`);
	}
}
