import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { ListEnd } from '../storage/search/listFiles.ts';
import { formatAge } from './clockTime.ts';
import { unreadableText } from './searchRows.ts';

/** A path as a quick pick shows it: its name, and the folder that holds it. */
export function pathItem(path: string): { readonly label: string; readonly description: string } {
	const slash = path.lastIndexOf('/');
	return {
		label: plainLabel(shownName(path.slice(slash + 1))),
		description: plainLabel(shownName(path.slice(0, Math.max(0, slash)))),
	};
}

/** Text in which `$(name)` is no icon. */
export function plainLabel(text: string): string {
	return text.replaceAll('$(', '\\$(');
}

/** How far the list of files is. */
export interface ListProgress {
	readonly count: number;
	/** Absent while it is being read. */
	readonly end?: ListEnd;
	readonly ageSeconds: number;
}

/** `Find File in /scratch/ada on snellius · 12,345 files, listed 3 min ago` */
export function findFileTitle(
	folder: string,
	cluster: string,
	{ count, end, ageSeconds }: ListProgress,
): string {
	const files = count === 1 ? l10n.t('1 file') : l10n.t('{0} files', count.toLocaleString());
	const state =
		end === undefined
			? l10n.t('{0} so far…', files)
			: ageSeconds < 60
				? files
				: l10n.t('{0}, listed {1} ago', files, formatAge(ageSeconds));
	return l10n.t('Find File in {0} on {1} · {2}', shownName(folder), cluster, state);
}

/** What the list never holds. */
export function neverListedText(withSkipped: boolean): string {
	return withSkipped
		? l10n.t('Not listed: what is behind links to folders, other file systems.')
		: l10n.t(
				'Not listed: folders such as .git and node_modules, what is behind links to folders, other file systems.',
			);
}

/** What a person should know of files that are not in the list; empty where there are none. */
export function missingFilesText({ cut, unreadable }: ListEnd, seconds: number): string {
	const why =
		cut === 'time'
			? [l10n.t('Listing took more than {0} seconds: choose a folder further down.', seconds)]
			: cut === 'number'
				? [l10n.t('There are more files than these: choose a folder further down.')]
				: [];
	return [...why, ...unreadableText(unreadable)].join(' ');
}
