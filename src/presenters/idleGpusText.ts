import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { Job } from '../slurm/job.ts';
import { costOfAnHour } from '../verdict/cost.ts';
import type { IdleGpus } from '../verdict/gpuIdle.ts';
import { costText } from './efficiencyText.ts';

/** What is idle, for how long, and what it costs. */
export function idleGpusText(cluster: string, job: Job, { idleCount, count, minutes }: IdleGpus): string {
	const name = shownName(job.name);
	const facts = [name, job.id, cluster, minutes] as const;
	const idle =
		idleCount < count
			? l10n.t(
					'{4} of the {5} GPUs of {0} (job {1} on {2}) have been idle for {3} minutes.',
					...facts,
					idleCount,
					count,
				)
			: count === 1
				? l10n.t('The GPU of {0} (job {1} on {2}) has been idle for {3} minutes.', ...facts)
				: l10n.t('All {4} GPUs of {0} (job {1} on {2}) have been idle for {3} minutes.', ...facts, count);
	const cost = costText(costOfAnHour(job.tres));
	return cost === '' ? idle : `${idle} ${l10n.t('The job costs {0} per hour.', cost)}`;
}
