import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { PreparedFetch } from '../storage/sync/fetchResults.ts';
import type { Overwrite } from '../storage/sync/syncPlan.ts';
import type { PreparedSync, SyncOutcome } from '../storage/sync/syncUp.ts';
import type { TreeEntry } from '../storage/transfer/tree.ts';
import { formatBytes } from './formatBytes.ts';
import { planSize, shortageText } from './transferText.ts';

/** More names than these make a question that nobody reads. */
const MOST_NAMES = 5;

/** A question before anything is changed. */
export interface SyncQuestion {
	readonly what: string;
	readonly detail: string;
	/** Does all of it. */
	readonly yes: string;
	/** Does what loses nothing; absent where there is nothing to lose. */
	readonly rest?: string;
}

/** What only the person can decide about a sync. */
export function syncQuestion(prepared: PreparedSync, workspace: string, place: string): SyncQuestion {
	const { isFirst, overwrites, deletions, shortage, transfer, isFolderMissing } = prepared;
	const changed = overwrites.filter(({ why }) => why === 'changed');
	const strangers = overwrites.filter(({ why }) => why === 'stranger');
	const sent = transfer.files.length + transfer.links.length;
	const isLeftOut = isFirst ? l10n.t('What .gitignore names stays here.') : '';
	const folder = isFolderMissing
		? l10n.t('The folder does not exist yet and is made.')
		: l10n.t('The folder exists already. What is in it stays, but for what this question names.');
	const facts = [
		sent > 0 ? l10n.t('To send: {0}.', planSize(transfer)) : '',
		isFirst ? folder : '',
		isLeftOut,
	];
	const parts = [
		facts.filter((fact) => fact !== '').join('\n'),
		shortage ? shortageText(shortage, place) : '',
		listed(
			changed.length === 1
				? l10n.t('1 file was changed there since the last sync. Overwriting loses that change:')
				: l10n.t(
						'{0} files were changed there since the last sync. Overwriting loses those changes:',
						shown(changed.length),
					),
			changed.map(overwriteLine),
		),
		listed(
			strangers.length === 1
				? l10n.t('1 file is there with another content, and never came from here. Overwriting loses it:')
				: l10n.t(
						'{0} files are there with another content, and never came from here. Overwriting loses them:',
						shown(strangers.length),
					),
			strangers.map(overwriteLine),
		),
		listed(
			deletions.length === 1
				? l10n.t('1 item is gone here and still there, as it was sent. The cluster has no wastebasket:')
				: l10n.t(
						'{0} items are gone here and still there, as they were sent. The cluster has no wastebasket:',
						shown(deletions.length),
					),
			deletions.map(deletionLine),
		),
	];
	return {
		what: isFirst
			? l10n.t('Sync "{0}" to {1} for the first time?', workspace, place)
			: l10n.t('Sync "{0}" to {1}?', workspace, place),
		detail: parts.filter((part) => part !== '').join('\n\n'),
		...answersTo(overwrites.length, deletions.length, shortage !== undefined),
	};
}

function answersTo(overwrites: number, deletions: number, isShort: boolean) {
	const rest = l10n.t('Send the Rest Only');
	if (overwrites > 0 && deletions > 0) return { yes: l10n.t('Overwrite and Delete'), rest };
	if (overwrites > 0) return { yes: l10n.t('Overwrite'), rest };
	if (deletions > 0) return { yes: l10n.t('Delete There'), rest: l10n.t('Keep Them There') };
	return { yes: isShort ? l10n.t('Try Anyway') : l10n.t('Sync') };
}

/** The whole plan as a text to read. */
export function syncDocument(prepared: PreparedSync, workspace: string, place: string): string {
	const { transfer, overwrites, deletions, modes } = prepared;
	const { directories, files, links, blocked, special } = transfer;
	return documentOf(l10n.t('Sync of "{0}" to {1}: nothing was changed yet.', workspace, place), [
		[l10n.t('Changed there: overwritten only if you say so'), overwrites.map(overwriteLine)],
		[l10n.t('Gone here: deleted there only if you say so'), deletions.map(deletionLine)],
		[l10n.t('To send'), [...files, ...links].map(({ entry }) => sizeLine(entry))],
		[l10n.t('Folders to make'), directories.map(deletionLine)],
		[l10n.t('Permissions to change'), modes.map(deletionLine)],
		[
			l10n.t('Not possible'),
			[...blocked.map(({ entry }) => deletionLine(entry)), ...special.map(deletionLine)],
		],
	]);
}

/** `Synced "thesis" to snellius:/…: 12 files, 340 KiB sent, 3 deleted.` */
export function syncedText(
	{ sent, deleted }: Pick<SyncOutcome, 'sent' | 'deleted'>,
	workspace: string,
	place: string,
): string {
	const count = sent.files.length + sent.links.length;
	const parts = [
		count > 0 ? l10n.t('{0} sent', planSize(sent)) : '',
		deleted > 0 ? l10n.t('{0} deleted', shown(deleted)) : '',
	].filter((part) => part !== '');
	return parts.length > 0
		? l10n.t('Synced "{0}" to {1}: {2}.', workspace, place, parts.join(', '))
		: l10n.t('"{0}" and {1} are alike: nothing to send.', workspace, place);
}

/** What only the person can decide about results that are fetched. */
export function fetchQuestion(
	{ overwrites, transfer, shortage }: PreparedFetch,
	workspace: string,
): SyncQuestion {
	const count = transfer.files.length + transfer.links.length;
	const parts = [
		count > 0 ? l10n.t('To fetch without a question: {0}.', planSize(transfer)) : '',
		shortage ? shortageText(shortage, workspace) : '',
		listed(
			overwrites.length === 1
				? l10n.t('1 file was changed here, or never came from there. Overwriting loses what is here:')
				: l10n.t(
						'{0} files were changed here, or never came from there. Overwriting loses what is here:',
						shown(overwrites.length),
					),
			overwrites.map(({ entry, existing }) =>
				existing.modified > entry.modified
					? l10n.t('{0} (newer here)', shownName(entry.path))
					: l10n.t('{0} (older here)', shownName(entry.path)),
			),
		),
	];
	return {
		what: l10n.t('Fetch results into "{0}"?', workspace),
		detail: parts.filter((part) => part !== '').join('\n\n'),
		yes: overwrites.length > 0 ? l10n.t('Overwrite Here') : l10n.t('Try Anyway'),
		...(overwrites.length > 0 && { rest: l10n.t('Fetch the Rest Only') }),
	};
}

/** The whole plan of a fetch as a text to read. */
export function fetchDocument(
	{ overwrites, transfer, deletedHere }: PreparedFetch,
	workspace: string,
	place: string,
): string {
	return documentOf(l10n.t('Results of {0} for "{1}": nothing was changed yet.', place, workspace), [
		[l10n.t('Changed here: overwritten only if you say so'), overwrites.map(({ entry }) => sizeLine(entry))],
		[l10n.t('To fetch'), [...transfer.files, ...transfer.links].map(({ entry }) => sizeLine(entry))],
		[l10n.t('Fetched before and deleted here: stays away'), deletedHere.map(sizeLine)],
	]);
}

/** An entry's path, and for what is asked about where it stands. */
export function overwriteLine({ entry, isNewer }: Overwrite): string {
	return isNewer
		? l10n.t('{0} (newer there)', shownName(entry.path))
		: l10n.t('{0} (older there)', shownName(entry.path));
}

export function deletionLine({ path, type }: Pick<TreeEntry, 'path' | 'type'>): string {
	return `${shownName(path)}${type === 'directory' ? '/' : ''}`;
}

function sizeLine({ path, size }: TreeEntry): string {
	return `${shownName(path)}  ${formatBytes(size)}`;
}

function listed(head: string, names: readonly string[]): string {
	if (names.length === 0) return '';
	const rest = names.length - MOST_NAMES;
	const more = rest > 0 ? [l10n.t('and {0} more', shown(rest))] : [];
	return [head, ...names.slice(0, MOST_NAMES), ...more].join('\n');
}

function documentOf(title: string, parts: readonly (readonly [string, readonly string[]])[]): string {
	const texts = parts
		.filter(([, lines]) => lines.length > 0)
		.map(([head, lines]) =>
			[`${head} (${shown(lines.length)})`, ...lines.map((line) => `  ${line}`)].join('\n'),
		);
	return `${[title, ...texts].join('\n\n')}\n`;
}

const shown = (count: number) => count.toLocaleString();
