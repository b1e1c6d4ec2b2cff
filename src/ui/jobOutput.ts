import * as l10n from '@vscode/l10n';
import { EventEmitter, type Pseudoterminal, type Terminal, ThemeIcon, window } from 'vscode';
import { isAbort } from '../base/abort.ts';
import { formatBytes } from '../presenters/formatBytes.ts';
import { problemLine } from '../presenters/problemText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { type FollowEvent, followJob } from '../session/followJob.ts';
import type { Job } from '../slurm/job.ts';
import { explainPending } from '../slurm/pendingReason.ts';

const CTRL_C = '\u0003';

/** Output terminals, one a job. A terminal shows colours and progress bars as they were meant, and can be searched and scrolled while it grows. */
export class JobOutputs {
	readonly #open = new Map<string, Terminal>();

	/** Shows the job's output, following it until the job ends; the terminal that already does so is brought to front. */
	show(session: ClusterSession, job: Job): void {
		const key = `${session.name}/${job.id}`;
		const existing = this.#open.get(key);
		if (existing && existing.exitStatus === undefined) {
			existing.show(true);
			return;
		}
		const forget = () => {
			if (this.#open.get(key) === terminal) this.#open.delete(key);
		};
		const pty = new OutputTerminal(session, job, forget);
		const terminal: Terminal = window.createTerminal({
			name: `${job.name} ${job.id}`,
			pty,
			iconPath: new ThemeIcon('output'),
			isTransient: true,
		});
		this.#open.set(key, terminal);
		terminal.show(true);
	}

	dispose(): void {
		for (const terminal of this.#open.values()) terminal.dispose();
		this.#open.clear();
	}
}

class OutputTerminal implements Pseudoterminal {
	readonly #session: ClusterSession;
	readonly #job: Job;
	readonly #onClosed: () => void;
	readonly #written = new EventEmitter<string>();
	readonly #stop = new AbortController();
	#decoder = new TextDecoder();

	readonly onDidWrite = this.#written.event;

	constructor(session: ClusterSession, job: Job, onClosed: () => void) {
		this.#session = session;
		this.#job = job;
		this.#onClosed = onClosed;
	}

	open(): void {
		void this.#follow();
	}

	close(): void {
		this.#stop.abort();
		this.#onClosed();
	}

	/** Ctrl+C stops following; the job is not touched. */
	handleInput(data: string): void {
		if (data !== CTRL_C || this.#stop.signal.aborted) return;
		this.#stop.abort();
		this.#note(l10n.t('No longer followed. The job goes on; "Show Output" follows it again.'));
		this.#onClosed();
	}

	async #follow(): Promise<void> {
		const { signal } = this.#stop;
		try {
			for await (const event of followJob(this.#session, this.#job.id, signal)) this.#show(event);
		} catch (error) {
			if (!isAbort(error)) this.#note(problemLine(error));
		} finally {
			if (!signal.aborted) this.#onClosed();
		}
	}

	#show(event: FollowEvent): void {
		if (event.kind === 'text') {
			this.#written.fire(this.#decoder.decode(event.bytes, { stream: true }).replaceAll('\n', '\r\n'));
			return;
		}
		if (event.kind === 'restarted') this.#decoder = new TextDecoder();
		this.#note(this.#wordsFor(event));
	}

	#wordsFor(event: Exclude<FollowEvent, { kind: 'text' }>): string {
		switch (event.kind) {
			case 'pending':
				return l10n.t('Job {0} has not started: {1}', event.job.id, explainPending(event.job.reason).text);
			case 'started':
				return l10n.t(
					'Output of job {0} on {1}: {2}',
					event.job.id,
					this.#session.name,
					event.job.outputPath ?? '',
				);
			case 'waiting':
				return l10n.t('The job has not written anything yet.');
			case 'skipped':
				return l10n.t('The first {0} are left out here; the file has them.', formatBytes(event.bytes));
			case 'restarted':
				return l10n.t('The file was emptied or replaced; it begins anew.');
			case 'interrupted':
				return l10n.t('The connection was lost. This goes on here when it is back; the job runs on.');
			case 'resumed':
				return l10n.t('The connection is back; here is what came meanwhile.');
			case 'ended':
				return this.#lastWords();
		}
	}

	#lastWords(): string {
		const job = this.#session.jobs.find(this.#job.id);
		if (!job) return l10n.t('The output has ended.');
		const exit = job.exit ? l10n.t(', exit code {0}', job.exit.code) : '';
		return l10n.t('Job {0} has ended: {1}{2}.', job.id, job.state, exit);
	}

	/** Our own words stand on lines of their own, dimmed, so that nobody takes them for the job's. */
	#note(text: string): void {
		this.#written.fire(`\r\n\u001b[2m── ${text}\u001b[22m\r\n`);
	}
}
