import * as l10n from '@vscode/l10n';
import { commands, window, workspace } from 'vscode';
import type { Closeable } from '../base/closeable.ts';
import { idleGpusText } from '../presenters/idleGpusText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import type { LiveUsage } from '../session/liveUsage.ts';
import type { Job } from '../slurm/job.ts';

/** Tells the person of GPUs that are paid for and do nothing, of jobs that somebody looks at; once for each time that they begin to idle. */
export class IdleGpus {
	/** Jobs that were told of, until their GPUs do something again. */
	readonly #told = new Set<string>();

	/** Listens to what is seen of a job until the result is disposed. Does not look by itself. */
	follow(session: ClusterSession, job: Job, live: LiveUsage): Closeable {
		return live.onDidChange(() => {
			const minutes = workspace.getConfiguration('aiFactory').get<number>('gpuIdleMinutes', 10);
			const idle = minutes > 0 ? live.idleness.idleFor(minutes) : undefined;
			const row = `${session.name}/${job.id}`;
			if (!idle) {
				this.#told.delete(row);
			} else if (!this.#told.has(row)) {
				this.#told.add(row);
				void tell(row, idleGpusText(session.name, job, idle));
			}
		});
	}
}

async function tell(row: string, text: string): Promise<void> {
	const show = l10n.t('Show Output');
	const cancel = l10n.t('Cancel Job…');
	const choice = await window.showWarningMessage(text, show, cancel);
	if (choice === show) await commands.executeCommand('aiFactory.showOutput', row);
	else if (choice === cancel) await commands.executeCommand('aiFactory.cancelJob', row);
}
