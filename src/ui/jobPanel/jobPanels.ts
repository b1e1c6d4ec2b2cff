import type { Uri } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import type { IdleGpus } from '../idleGpus.ts';
import { JobPanel } from './jobPanel.ts';

/** The pages of jobs, one a job. */
export class JobPanels {
	readonly #extensionUri: Uri;
	readonly #idleGpus: IdleGpus;
	readonly #now: () => Date;
	readonly #open = new Map<string, JobPanel>();

	constructor(extensionUri: Uri, idleGpus: IdleGpus, now: () => Date) {
		this.#extensionUri = extensionUri;
		this.#idleGpus = idleGpus;
		this.#now = now;
	}

	/** Opens the job's page, or brings it to the front. */
	show(session: ClusterSession, job: Job): void {
		const key = `${session.name}/${job.id}`;
		const existing = this.#open.get(key);
		if (existing) {
			existing.reveal();
			return;
		}
		const panel = new JobPanel(session, job, {
			extensionUri: this.#extensionUri,
			idleGpus: this.#idleGpus,
			now: this.#now,
			onClosed: () => this.#open.delete(key),
		});
		this.#open.set(key, panel);
	}

	dispose(): void {
		for (const panel of [...this.#open.values()]) panel.dispose();
	}
}
