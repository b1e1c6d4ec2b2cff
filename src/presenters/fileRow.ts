import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { RemoteEntry } from '../remote/remoteFiles.ts';
import type { Area, AreaKind } from '../storage/area.ts';
import type { AreaSpace } from '../storage/space/spaceStore.ts';
import { clockTime } from './clockTime.ts';
import { formatBytes } from './formatBytes.ts';
import { problemLine, whatHappened } from './problemText.ts';
import { markdownText, type Row } from './row.ts';
import { spaceText } from './spaceText.ts';

const AREA_ICONS: Readonly<Record<AreaKind, string>> = {
	home: 'home',
	project: 'organization',
	scratch: 'flame',
	other: 'database',
};

const LEVEL_ICONS = {
	fine: undefined,
	nearlyFull: { icon: 'warning', iconColor: 'list.warningForeground' },
	full: { icon: 'error', iconColor: 'list.errorForeground' },
} as const;

export function areaRow(cluster: string, area: Area, space: AreaSpace | undefined, now: Date): Row {
	const path = shownName(area.path);
	const told = spaceText(space, area.purgeDays, now);
	return {
		id: `area:${cluster}:${area.path}`,
		label: area.label,
		description: told.description || path,
		icon: AREA_ICONS[area.kind],
		...LEVEL_ICONS[told.level],
		contextValue: 'area directory',
		spoken: [l10n.t('{0}, storage area {1} on {2}', area.label, path, cluster), told.spoken]
			.filter((text) => text !== '')
			.join(', '),
		tooltip: [markdownText(path), ...told.tooltip].join('\n\n'),
	};
}

/** Stands above the areas of each cluster where there are several. */
export function clusterRow(cluster: string): Row {
	return {
		id: `cluster:${cluster}`,
		label: cluster,
		description: '',
		icon: 'server-environment',
		contextValue: 'cluster',
		spoken: l10n.t('Cluster {0}', cluster),
		children: [],
		expanded: true,
	};
}

/** @param parentId the id of the row that holds it: one folder may be seen in several places. */
export function fileRow(parentId: string, folder: string, entry: RemoteEntry, now = new Date()): Row {
	const path = `${folder === '/' ? '' : folder}/${entry.name}`;
	const name = shownName(entry.name);
	const size = entry.type === 'file' ? formatBytes(entry.size) : '';
	const note = noteOf(entry);
	const changed = entry.isDangling ? '' : clockTime(new Date(entry.modified), now);
	const facts = [size, note, ...(entry.type === 'file' ? [changed] : [])].filter((text) => text !== '');
	const details = [size, note, ...(entry.type === 'directory' ? [] : [l10n.t('changed {0}', changed)])];
	return {
		id: `${parentId}/${entry.name}`,
		label: name,
		description: facts.join(' · '),
		icon: '',
		contextValue: contextOf(entry),
		spoken: [name, entry.type === 'directory' ? l10n.t('folder') : '', ...facts]
			.filter((text) => text !== '')
			.join(', '),
		tooltip: `${markdownText(shownName(path))}\n\n${markdownText(details.filter(Boolean).join(' · '))}`,
	};
}

function noteOf(entry: RemoteEntry): string {
	if (entry.isDangling) return l10n.t('broken link');
	if (entry.isLink) return l10n.t('link');
	return entry.type === 'other' ? l10n.t('not a regular file') : '';
}

function contextOf(entry: RemoteEntry): string {
	if (entry.type === 'directory') return 'directory entry';
	return entry.isDangling || entry.type === 'other' ? 'special entry' : 'file entry';
}

export function favouritesRow(): Row {
	return {
		id: 'favourites',
		label: l10n.t('Favourites'),
		description: '',
		icon: 'star-full',
		contextValue: 'favourites',
		spoken: l10n.t('Favourites'),
		children: [],
		expanded: true,
	};
}

export function favouriteRow(cluster: string, path: string, isFolder: boolean, isOnly: boolean): Row {
	const name = shownName(path.split('/').at(-1) || '/');
	const place = shownName(path);
	return {
		id: `favourite:${cluster}:${path}`,
		label: name,
		description: isOnly ? place : `${cluster} · ${place}`,
		icon: '',
		contextValue: `favourite ${isFolder ? 'directory' : 'file'}`,
		spoken: l10n.t('{0}, favourite, {1} on {2}', name, place, cluster),
		tooltip: markdownText(place),
	};
}

/** Says why a folder's content is not there; a click tries again. */
export function failureRow(parentId: string, error: unknown): Row {
	return {
		id: `${parentId}/?failure`,
		label: whatHappened(error),
		description: l10n.t('Click to try again'),
		icon: 'warning',
		contextValue: 'failure',
		spoken: l10n.t('{0} Press Enter to try again.', problemLine(error)),
		tooltip: markdownText(problemLine(error)),
	};
}

export function emptyRow(parentId: string, hiddenCount: number): Row {
	const words = hiddenCount > 0 ? l10n.t('Only hidden files ({0})', hiddenCount) : l10n.t('Empty folder');
	return {
		id: `${parentId}/?empty`,
		label: '',
		description: words,
		icon: '',
		contextValue: 'empty',
		spoken: words,
	};
}

/** Below the first of a long folder: how many more there are. */
export function moreRow(parentId: string, left: number, isComplete: boolean): Row {
	const label = isComplete
		? l10n.t('Show More ({0} left)', left.toLocaleString())
		: l10n.t('Still reading: {0} more so far…', left.toLocaleString());
	return {
		id: `${parentId}/?more`,
		label,
		description: '',
		icon: isComplete ? 'ellipsis' : 'loading~spin',
		contextValue: 'more',
		spoken: label,
	};
}

/** More than this are sorted by plain character codes: a person does not read them through, and sorting must not take seconds. */
const MOST_COLLATED = 5_000;

/** Folders first, then by name as people sort: `run2` before `run10`, whatever the case. */
export function inFolderOrder(entries: readonly RemoteEntry[]): readonly RemoteEntry[] {
	const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
	const compare =
		entries.length > MOST_COLLATED
			? (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
			: (a: string, b: string) => order.compare(a, b);
	const rank = (entry: RemoteEntry) => (entry.type === 'directory' ? 0 : 1);
	return [...entries].sort((a, b) => rank(a) - rank(b) || compare(a.name, b.name));
}
