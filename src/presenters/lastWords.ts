import * as l10n from '@vscode/l10n';
import type { Job } from '../slurm/job.ts';

/** How a job ended, for the last line of its output. */
export function lastWords(job: Job): string {
	const exit = job.exit ? l10n.t(', exit code {0}', job.exit.code) : '';
	return l10n.t('Job {0} has ended: {1}{2}.', job.id, job.state, exit);
}
