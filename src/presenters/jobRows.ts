import * as l10n from '@vscode/l10n';
import type { JobsSnapshot } from '../slurm/jobStore.ts';
import { type HistoryShown, historyRow } from './historyRows.ts';
import type { JobGroups } from './jobGroups.ts';
import { tasksIn } from './jobUnits.ts';
import type { Row } from './row.ts';
import { moreJobsRow, type OpenRows, unitRow } from './unitRow.ts';

/** Rows of one group that are shown at a time: more than anybody reads through, and quick to draw. */
const GROUP_PAGE = 200;

/** What the presenters need of a connected cluster. */
export interface ClusterJobs {
	readonly cluster: string;
	readonly snapshot: JobsSnapshot;
	/** Stands above the jobs while the link is not there. */
	readonly connection?: Row | undefined;
	/** Empty while the jobs are not known. */
	readonly groups: JobGroups;
	/** Left out where there is no history to show. */
	readonly history?: HistoryShown | undefined;
	/** What the jobs are filtered by; empty for nothing. */
	readonly filter: string;
}

const GROUPS = ['pinned', 'running', 'pending', 'finished'] as const;

/** The Jobs view: groups by phase, below a row for each cluster when several are connected. Empty groups are left out. */
export function jobRows(clusters: readonly ClusterJobs[], open: OpenRows, now: Date): readonly Row[] {
	if (clusters.length === 1 && clusters[0]) return rowsOf(clusters[0], open, now);
	return clusters.map((entry) => ({
		id: entry.cluster,
		label: entry.cluster,
		description: '',
		icon: 'server-environment',
		contextValue: 'cluster',
		spoken: l10n.t('Cluster {0}', entry.cluster),
		children: rowsOf(entry, open, now),
		expanded: true,
	}));
}

function rowsOf(entry: ClusterJobs, open: OpenRows, now: Date): readonly Row[] {
	const { cluster, connection, groups, history, filter } = entry;
	const isFilteredAway = groups.totalCount > 0 && groups.shownCount === 0;
	return [
		...(connection ? [connection] : []),
		...groupRows(entry, open, now),
		...(isFilteredAway ? [noneFitsRow(cluster, filter)] : []),
		...(history ? [historyRow(cluster, history)] : []),
	];
}

function groupRows({ cluster, snapshot, groups }: ClusterJobs, open: OpenRows, now: Date): readonly Row[] {
	const ageSeconds =
		snapshot.kind !== 'loading' && snapshot.at ? (now.getTime() - snapshot.at.getTime()) / 1000 : 0;
	return GROUPS.flatMap((group) => {
		const units = groups[group];
		if (units.length === 0) return [];
		const id = `${cluster}/${group}`;
		const title = titleOf(group);
		const page = units.slice(0, open.limitOf(id, GROUP_PAGE));
		const place = {
			...{ prefix: cluster, ageSeconds, now, flags: group === 'pinned' ? 'pinned' : 'unpinned' },
			tellsState: group === 'pinned',
			isOpen: (rowId: string) => open.isOpen(rowId),
			limitOf: (rowId: string, size: number) => open.limitOf(rowId, size),
			detailsOf: (rowId: string) => open.detailsOf(rowId),
		};
		const rows = page.map((unit) => unitRow(unit, place));
		const left = units.length - page.length;
		return [
			{
				id,
				label: title,
				description: units.length.toLocaleString(),
				icon: '',
				contextValue: `group ${group}`,
				spoken: l10n.t('{0}: {1}', title, units.length),
				children: left > 0 ? [...rows, moreJobsRow(id, left)] : rows,
				expanded: true,
			},
		];
	});
}

function titleOf(group: (typeof GROUPS)[number]): string {
	switch (group) {
		case 'pinned':
			return l10n.t('Pinned');
		case 'running':
			return l10n.t('Running');
		case 'pending':
			return l10n.t('Waiting');
		case 'finished':
			return l10n.t('Finished in the last day');
	}
}

function noneFitsRow(cluster: string, filter: string): Row {
	const label = l10n.t('No job fits the filter "{0}"', filter);
	return {
		id: `${cluster}/?filtered`,
		label,
		description: l10n.t('Click to clear it'),
		icon: 'filter',
		contextValue: 'filtered',
		command: 'aiFactory.clearJobFilter',
		spoken: l10n.t('{0}. Press Enter to clear it.', label),
	};
}

/** How many jobs run and wait, for the badge on the view's icon; tasks of an array that wait together count each. */
export function activeJobs(snapshots: readonly JobsSnapshot[]): {
	readonly running: number;
	readonly pending: number;
} {
	const counts = { running: 0, pending: 0 };
	for (const snapshot of snapshots) {
		if (snapshot.kind === 'loading') continue;
		for (const job of snapshot.jobs) if (job.phase !== 'finished') counts[job.phase] += tasksIn(job);
	}
	return counts;
}
