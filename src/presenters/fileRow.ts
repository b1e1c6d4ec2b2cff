import * as l10n from '@vscode/l10n';
import type { RemoteEntry } from '../remote/remoteFiles.ts';
import type { Area, AreaKind } from '../storage/area.ts';
import { clockTime } from './clockTime.ts';
import { formatBytes } from './formatBytes.ts';
import { markdownText, type Row } from './row.ts';

const AREA_ICONS: Readonly<Record<AreaKind, string>> = {
	home: 'home',
	project: 'organization',
	scratch: 'flame',
	other: 'database',
};

export function areaRow(cluster: string, area: Area): Row {
	return {
		id: `${cluster}${area.path}`,
		label: area.label,
		description: area.path,
		icon: AREA_ICONS[area.kind],
		contextValue: 'area directory',
		spoken: l10n.t('{0}, storage area {1} on {2}', area.label, area.path, cluster),
	};
}

/** @param folder the absolute path of the folder that holds the entry. */
export function fileRow(cluster: string, folder: string, entry: RemoteEntry): Row {
	const path = `${folder === '/' ? '' : folder}/${entry.name}`;
	const facts = entry.type === 'file' ? formatBytes(entry.size) : '';
	const note = entry.isDangling
		? l10n.t('broken link')
		: entry.isLink
			? l10n.t('link')
			: entry.type === 'other'
				? l10n.t('not a regular file')
				: '';
	const description = [facts, note].filter((text) => text !== '').join(' · ');
	return {
		id: `${cluster}${path}`,
		label: entry.name,
		description,
		icon: '',
		contextValue:
			entry.type === 'directory'
				? 'directory'
				: entry.isDangling || entry.type === 'other'
					? 'special'
					: 'file',
		spoken: [entry.name, entry.type === 'directory' ? l10n.t('folder') : facts, note]
			.filter((text) => text !== '')
			.join(', '),
		tooltip: `${markdownText(path)}\n\n${markdownText([facts, l10n.t('changed {0}', clockTime(new Date(entry.modified)))].filter(Boolean).join(' · '))}`,
	};
}

/** Folders first, then by name as people sort: `run2` before `run10`, whatever the case. */
export function inFolderOrder(entries: readonly RemoteEntry[]): readonly RemoteEntry[] {
	const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
	const rank = (entry: RemoteEntry) => (entry.type === 'directory' ? 0 : 1);
	return [...entries].sort((a, b) => rank(a) - rank(b) || order.compare(a.name, b.name));
}
