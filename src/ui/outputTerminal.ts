import * as l10n from '@vscode/l10n';
import { EventEmitter, type Pseudoterminal } from 'vscode';
import { isAbort } from '../base/abort.ts';
import { Pace } from '../base/pace.ts';
import { binaryNote, followNotes, nothingWritten } from '../presenters/followText.ts';
import { lastWords } from '../presenters/lastWords.ts';
import { OutputMixer } from '../presenters/outputMixer.ts';
import { problemLine } from '../presenters/problemText.ts';
import { verdictLine } from '../presenters/verdictText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { type FollowEvent, followJob, type OutputStream } from '../session/followJob.ts';
import type { Job } from '../slurm/job.ts';

const CTRL_C = '\u0003';

/** VS Code draws about 8 MB a second and keeps in memory what comes faster. */
const CHARACTERS_A_SECOND = 4_000_000;
const FREE_CHARACTERS = 1_000_000;
const PIECE = 16 * 1024;
/** More than this behind, a terminal of a thousand lines would show what nobody can read any more. */
const MOST_BEHIND_BYTES = 8 * 1024 * 1024;
/** How long one output may be in the middle of a line while the other one waits. */
const HOLD_MS = 150;

/** A job's outputs in a terminal: colours and progress bars as they were meant, to be searched and scrolled while it grows. */
export class OutputTerminal implements Pseudoterminal {
	readonly #session: ClusterSession;
	readonly #onClosed: () => void;
	readonly #written = new EventEmitter<string>();
	readonly #renamed = new EventEmitter<string>();
	readonly #stop = new AbortController();
	readonly #mixer = new OutputMixer();
	readonly #pace = new Pace(CHARACTERS_A_SECOND, FREE_CHARACTERS);
	readonly #toldBinary = new Set<OutputStream>();
	/** Of an array whose tasks wait together, the one that started. */
	#job: Job;
	#hold: NodeJS.Timeout | undefined;
	#hasFile = true;

	readonly onDidWrite = this.#written.event;
	readonly onDidChangeName = this.#renamed.event;

	constructor(session: ClusterSession, job: Job, onClosed: () => void) {
		this.#session = session;
		this.#job = job;
		this.#onClosed = onClosed;
	}

	/** The job that is followed now, with its cluster. */
	get followed(): { readonly session: ClusterSession; readonly job: Job } {
		return { session: this.#session, job: this.#job };
	}

	open(): void {
		void this.#follow();
	}

	close(): void {
		this.#end();
		this.#onClosed();
	}

	/** Ctrl+C stops following; the job is not touched. */
	handleInput(data: string): void {
		if (data !== CTRL_C || this.#stop.signal.aborted) return;
		this.#end();
		this.#note(l10n.t('No longer followed. The job goes on; "Show Output" follows it again.'));
		this.#onClosed();
	}

	#end(): void {
		this.#stop.abort();
		clearTimeout(this.#hold);
	}

	async #follow(): Promise<void> {
		const { signal } = this.#stop;
		const following = { withErrors: true, mostBehindBytes: MOST_BEHIND_BYTES };
		try {
			for await (const event of followJob(this.#session, this.#job.id, signal, following))
				await this.#show(event, signal);
			const words = await this.#lastWords(signal);
			this.#note(this.#hasFile ? words : `${nothingWritten()} ${words}`);
		} catch (error) {
			if (!isAbort(error)) this.#note(problemLine(error));
		} finally {
			if (!signal.aborted) this.#onClosed();
		}
	}

	async #show(event: FollowEvent, signal: AbortSignal): Promise<void> {
		switch (event.kind) {
			case 'text':
				if (event.from === 'output') this.#hasFile = true;
				await this.#write(this.#mixer.push(event.from, event.bytes), signal);
				this.#tellIfBinary(event.from);
				this.#releaseSoon();
				return;
			case 'ended':
				return;
			case 'started':
				this.#follows(event.job);
				break;
			case 'waiting':
				if (event.from === 'output') this.#hasFile = false;
				break;
			case 'restarted':
				await this.#write(this.#mixer.restart(event.from), signal);
				break;
		}
		for (const words of followNotes(event, this.#session.name)) this.#note(words);
	}

	#follows(job: Job): void {
		if (job.id !== this.#job.id) this.#renamed.fire(terminalName(job));
		this.#job = job;
	}

	/** In pieces, no faster than they can be drawn. */
	async #write(text: string, signal: AbortSignal): Promise<void> {
		for (let at = 0; at < text.length; ) {
			const end = wholeCharacters(text, at + PIECE);
			await this.#pace.take(end - at, signal);
			this.#written.fire(text.slice(at, end));
			at = end;
		}
	}

	#releaseSoon(): void {
		if (!this.#mixer.isHolding || this.#hold) return;
		this.#hold = setTimeout(() => {
			this.#hold = undefined;
			this.#written.fire(this.#mixer.release());
			this.#releaseSoon();
		}, HOLD_MS);
	}

	#tellIfBinary(from: OutputStream): void {
		if (!this.#mixer.isBinary(from) || this.#toldBinary.has(from)) return;
		this.#toldBinary.add(from);
		this.#note(binaryNote());
	}

	/** How the job ended; of one that went wrong also why, as far as its output and accounting tell. */
	async #lastWords(signal: AbortSignal): Promise<string> {
		const job = this.#session.jobs.find(this.#job.id);
		if (!job) return l10n.t('The output has ended.');
		if (job.phase !== 'finished' || job.state === 'COMPLETED') return lastWords(job);
		try {
			const { verdict } = await this.#session.reports.of(job, signal);
			return verdictLine(job.id, verdict).replace(/\p{Cc}+/gu, ' ');
		} catch (error) {
			if (isAbort(error)) throw error;
			return lastWords(job);
		}
	}

	#note(words: string): void {
		this.#written.fire(this.#mixer.note(words));
	}
}

export function terminalName(job: Job): string {
	return `${job.name} ${job.id}`;
}

/** Not between the two halves of a character. */
function wholeCharacters(text: string, end: number): number {
	const last = text.charCodeAt(end - 1);
	return end < text.length && last >= 0xd800 && last < 0xdc00 ? end + 1 : Math.min(end, text.length);
}
