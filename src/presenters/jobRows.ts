import * as l10n from '@vscode/l10n';
import type { Job } from '../slurm/job.ts';
import type { JobPhase } from '../slurm/jobState.ts';
import type { JobsSnapshot } from '../slurm/jobStore.ts';
import { jobRow } from './jobRow.ts';
import type { Row } from './row.ts';

/** What the presenters need of a connected cluster. */
export interface ClusterJobs {
	readonly cluster: string;
	readonly snapshot: JobsSnapshot;
	/** Stands above the jobs while the link is not there. */
	readonly connection?: Row | undefined;
}

const PHASES: readonly JobPhase[] = ['running', 'pending', 'finished'];

/** The Jobs view: groups by phase, below a row for each cluster when several are connected. Empty groups are left out. */
export function jobRows(clusters: readonly ClusterJobs[], now: Date): readonly Row[] {
	if (clusters.length === 1 && clusters[0]) return rowsOf(clusters[0], now);
	return clusters.map((entry) => ({
		id: entry.cluster,
		label: entry.cluster,
		description: '',
		icon: 'server-environment',
		contextValue: 'cluster',
		spoken: l10n.t('Cluster {0}', entry.cluster),
		children: rowsOf(entry, now),
		expanded: true,
	}));
}

function rowsOf(entry: ClusterJobs, now: Date): readonly Row[] {
	return [...(entry.connection ? [entry.connection] : []), ...groups(entry, now)];
}

function groups({ cluster, snapshot }: ClusterJobs, now: Date): readonly Row[] {
	if (snapshot.kind === 'loading') return [];
	const ageSeconds = snapshot.at ? (now.getTime() - snapshot.at.getTime()) / 1000 : 0;
	return PHASES.flatMap((phase) => {
		const jobs = snapshot.jobs.filter((job) => job.phase === phase).sort(newestFirst);
		if (jobs.length === 0) return [];
		const title = titleOf(phase);
		return [
			{
				id: `${cluster}/${phase}`,
				label: title,
				description: String(jobs.length),
				icon: '',
				contextValue: `group ${phase}`,
				spoken: l10n.t('{0}: {1}', title, jobs.length),
				children: jobs.map((job) => jobRow(cluster, job, ageSeconds)),
				expanded: true,
			},
		];
	});
}

function titleOf(phase: JobPhase): string {
	switch (phase) {
		case 'running':
			return l10n.t('Running');
		case 'pending':
			return l10n.t('Waiting');
		case 'finished':
			return l10n.t('Finished in the last day');
	}
}

function newestFirst(a: Job, b: Job): number {
	const time = (job: Job) => (job.phase === 'finished' ? job.ended : job.submitted)?.getTime() ?? 0;
	return time(b) - time(a) || Number.parseInt(b.recordId, 10) - Number.parseInt(a.recordId, 10);
}

/** How many jobs run and wait, for the badge on the view's icon. */
export function activeJobs(clusters: readonly ClusterJobs[]): {
	readonly running: number;
	readonly pending: number;
} {
	const jobs = clusters.flatMap(({ snapshot }) => (snapshot.kind === 'loading' ? [] : snapshot.jobs));
	const count = (phase: JobPhase) => jobs.filter((job) => job.phase === phase).length;
	return { running: count('running'), pending: count('pending') };
}
