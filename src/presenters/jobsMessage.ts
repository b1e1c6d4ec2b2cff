import * as l10n from '@vscode/l10n';
import type { JobsSnapshot } from '../slurm/jobStore.ts';
import { clockTime } from './clockTime.ts';
import { whatHappened } from './problemText.ts';

/** The line above the jobs: nothing while all is well, else what is wrong and how old the list is. */
export function jobsMessage(snapshots: readonly JobsSnapshot[]): string | undefined {
	for (const snapshot of snapshots) {
		if (snapshot.kind === 'stale') {
			const what = whatHappened(snapshot.error);
			return snapshot.at ? l10n.t('{0} This list is from {1}.', what, clockTime(snapshot.at)) : what;
		}
		if (snapshot.kind === 'loaded' && snapshot.pastError !== undefined) {
			return l10n.t('{0} Jobs that ended earlier may be missing.', whatHappened(snapshot.pastError));
		}
	}
	return undefined;
}

/** Says that and how much of the jobs is left out; undefined where nothing is. */
export function filterMessage(filter: string, shownCount: number, totalCount: number): string | undefined {
	if (filter === '') return undefined;
	return l10n.t(
		'Filter "{0}": {1} of {2} jobs.',
		filter,
		shownCount.toLocaleString(),
		totalCount.toLocaleString(),
	);
}
