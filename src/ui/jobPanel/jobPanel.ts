import * as l10n from '@vscode/l10n';
import { commands, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { delay, isAbort } from '../../base/abort.ts';
import type { Closeable } from '../../base/closeable.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { shownName } from '../../base/shownName.ts';
import { jobPage, livePage, type PageButton } from '../../presenters/jobPanelText.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { JobReport } from '../../session/jobReport.ts';
import type { Job } from '../../slurm/job.ts';
import { sampleSeconds } from '../../slurm/sampleJob.ts';
import { readStepUsage } from '../../slurm/sstat.ts';
import { type Efficiency, efficiencySoFar } from '../../verdict/efficiency.ts';
import type { IdleGpus } from '../idleGpus.ts';
import { pageFolders, webPage } from '../webPage.ts';

const PAGE = 'jobPanel';

/** How often the nodes' own accounting is asked what was used until now. */
const SO_FAR_MS = 60_000;
/** Accounting that does not know the job yet is asked again after so long, and then ever more seldom. */
const ACCOUNTING_MS = 12_000;

/** What a button of the page runs, with the id of the job's row. */
const COMMANDS: Readonly<Record<PageButton, string>> = {
	showOutput: 'aiFactory.showOutput',
	cancel: 'aiFactory.cancelJob',
	rightSize: 'aiFactory.rightSizeJob',
	showLine: 'aiFactory.showOutputLine',
};

export interface JobPanelOptions {
	readonly extensionUri: Uri;
	readonly idleGpus: IdleGpus;
	readonly now: () => Date;
	readonly onClosed: () => void;
}

/**
 * The page of one job. Looks at the job's nodes and polls the queue only while it can be seen. Not restored after a reload:
 * then no cluster is connected, and a page without one says nothing.
 */
export class JobPanel implements Closeable {
	readonly #session: ClusterSession;
	readonly #options: JobPanelOptions;
	readonly #panel: WebviewPanel;
	readonly #owned = new DisposableStore();
	#job: Job;
	#report: JobReport | undefined;
	#soFar: Efficiency | undefined;
	/** What runs only while the page can be seen. */
	#looking: DisposableStore | undefined;
	#isReady = false;

	constructor(session: ClusterSession, job: Job, options: JobPanelOptions) {
		this.#session = session;
		this.#job = job;
		this.#options = options;
		const { extensionUri, onClosed } = options;
		this.#panel = window.createWebviewPanel(
			'aiFactory.jobDetails',
			l10n.t('{0} {1}', shownName(job.name), job.id),
			{ viewColumn: ViewColumn.Active, preserveFocus: false },
			{ enableScripts: true, localResourceRoots: pageFolders(extensionUri, PAGE) },
		);
		this.#owned.add(this.#panel);
		this.#owned.add(this.#panel.webview.onDidReceiveMessage((message: unknown) => this.#hear(message)));
		this.#owned.add(this.#panel.onDidChangeViewState(() => this.#followSight()));
		this.#owned.add(this.#session.jobs.onDidChange(() => this.#followJob()));
		this.#panel.onDidDispose(() => {
			this.#stopLooking();
			onClosed();
			void this.#owned.dispose();
		});
		this.#panel.webview.html = webPage(this.#panel.webview, extensionUri, {
			name: PAGE,
			title: l10n.t('Job Details'),
		});
	}

	reveal(): void {
		this.#panel.reveal();
	}

	dispose(): void {
		this.#panel.dispose();
	}

	/** Anything may be posted by a page; only what is known counts. */
	#hear(message: unknown): void {
		const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : '';
		if (type === 'ready') {
			// Comes again whenever the page was hidden and is shown anew.
			this.#isReady = true;
			this.#followSight();
			this.#post();
			return;
		}
		if (typeof type !== 'string' || !Object.hasOwn(COMMANDS, type)) return;
		void commands.executeCommand(COMMANDS[type as PageButton], `${this.#session.name}/${this.#job.id}`);
	}

	#followJob(): void {
		const job = this.#session.jobs.find(this.#job.id);
		if (!job || job === this.#job) return;
		const hadEnded = this.#job.phase === 'finished';
		const hadStarted = this.#job.phase !== 'pending';
		this.#job = job;
		const isOther = hadEnded !== (job.phase === 'finished') || hadStarted !== (job.phase !== 'pending');
		if (isOther) {
			this.#stopLooking();
			this.#followSight();
		}
		this.#post();
	}

	#followSight(): void {
		if (!this.#panel.visible) this.#stopLooking();
		if (!this.#panel.visible || !this.#isReady || this.#looking) return;
		const looking = new DisposableStore();
		this.#looking = looking;
		const life = new AbortController();
		looking.add({ dispose: () => life.abort() });
		if (this.#job.phase === 'finished') {
			void this.#readReport(life.signal);
			return;
		}
		looking.add(this.#session.jobs.watch());
		if (this.#job.phase !== 'running') return;
		const live = this.#session.liveUsage(this.#job);
		looking.add(live.onDidChange(() => this.#postLive()));
		looking.add(this.#options.idleGpus.follow(this.#session, this.#job, live));
		looking.add(live.watch());
		void this.#readSoFar(life.signal);
	}

	#stopLooking(): void {
		void this.#looking?.dispose();
		this.#looking = undefined;
	}

	async #readReport(signal: AbortSignal): Promise<void> {
		try {
			for (let waitMs = ACCOUNTING_MS; ; waitMs *= 2) {
				this.#report = await this.#session.reports.of(this.#job, signal);
				this.#post();
				if (this.#report.isFinal) return;
				await delay(waitMs, signal);
			}
		} catch (error) {
			if (!isAbort(error)) throw error;
		}
	}

	/** Where sstat tells nothing the page goes without: the charts say more. */
	async #readSoFar(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			try {
				const steps = await this.#session.slurm.run(readStepUsage(this.#job.id), signal);
				this.#soFar = efficiencySoFar(this.#job, steps);
				this.#post();
			} catch {
				this.#soFar = undefined;
			}
			await delay(SO_FAR_MS, signal).catch(() => undefined);
		}
	}

	#post(): void {
		if (!this.#isReady || !this.#panel.visible) return;
		const { name } = this.#session;
		const now = this.#options.now();
		const page = jobPage(name, this.#job, this.#report, this.#soFar, now);
		void this.#panel.webview.postMessage({ type: 'page', page });
		if (this.#job.phase === 'running') this.#postLive();
		else void this.#panel.webview.postMessage({ type: 'live', live: undefined });
	}

	#postLive(): void {
		if (!this.#panel.visible) return;
		const { snapshot } = this.#session.liveUsage(this.#job);
		const live = livePage(snapshot, this.#job, sampleSeconds(this.#job.nodeCount));
		void this.#panel.webview.postMessage({ type: 'live', live });
	}
}
