import * as l10n from '@vscode/l10n';
import type { SpaceFigure } from '../storage/space/spaceReading.ts';
import type { AreaSpace } from '../storage/space/spaceStore.ts';
import { barOf } from './bar.ts';
import { clockTime, formatAge } from './clockTime.ts';
import { formatBytes } from './formatBytes.ts';
import { markdownText } from './row.ts';

const CELLS = 8;
const DAY_MS = 86_400_000;

/** How near a limit is: at 80 and at 95 % a person wants to know. */
export type SpaceLevel = 'fine' | 'nearlyFull' | 'full';

/** An area's space in the words of a row. */
export interface SpaceText {
	/** With a bar: `▰▰▰▱▱▱▱▱ 38 % of 200 GiB`. Empty where nothing is known. */
	readonly description: string;
	readonly spoken: string;
	/** Markdown lines. */
	readonly tooltip: readonly string[];
	readonly level: SpaceLevel;
}

/** @param purgeDays after how many days without a change the site removes files here */
export function spaceText(space: AreaSpace | undefined, purgeDays: number | undefined, now: Date): SpaceText {
	const bytes = space?.reading?.bytes;
	const files = space?.reading?.files;
	const fractions = [bytes?.fraction, files?.fraction].filter((fraction) => fraction !== undefined);
	const level = levelOf(Math.max(0, ...fractions));
	const purge = purgeText(space, purgeDays, now);
	const inFiles = files?.fraction !== undefined && files.fraction >= 0.5 ? filesText(files) : '';
	const facts = [bytesText(bytes), inFiles, purge].filter((text) => text !== '');
	const bar = bytes?.fraction === undefined ? '' : `${barOf(bytes.fraction, CELLS)} `;
	return {
		description: bar + facts.join(' · '),
		spoken: [...(level === 'fine' ? [] : [levelWords(level)]), ...facts].join(', '),
		tooltip: space ? tooltipLines(space, level, purge, now) : [],
		level,
	};
}

function levelOf(fraction: number): SpaceLevel {
	if (fraction >= 0.95) return 'full';
	return fraction >= 0.8 ? 'nearlyFull' : 'fine';
}

function levelWords(level: 'nearlyFull' | 'full'): string {
	return level === 'full' ? l10n.t('almost no space left') : l10n.t('space is getting short');
}

function bytesText(figure: SpaceFigure | undefined): string {
	if (!figure) return '';
	const { used, limit, fraction } = figure;
	if (fraction !== undefined && limit !== undefined)
		return l10n.t('{0} of {1}', percent(fraction), formatBytes(limit));
	if (fraction !== undefined) return percent(fraction);
	return used === undefined ? '' : l10n.t('{0} used', formatBytes(used));
}

function filesText({ fraction = 0 }: SpaceFigure): string {
	return l10n.t('{0} of the files', percent(fraction));
}

/** A site counts from the last change; what is due today goes at any time. */
function purgeText(space: AreaSpace | undefined, purgeDays: number | undefined, now: Date): string {
	if (purgeDays === undefined) return '';
	if (!space?.oldest) return l10n.t('files go after {0} days', purgeDays);
	const due = space.oldest.modified + purgeDays * DAY_MS;
	const days = Math.floor((due - now.getTime()) / DAY_MS);
	if (days < 0) return l10n.t('oldest files may go at any time');
	if (days === 0) return l10n.t('oldest files go today');
	return days === 1 ? l10n.t('oldest files go in 1 day') : l10n.t('oldest files go in {0} days', days);
}

function tooltipLines(
	{ reading, oldest, at }: AreaSpace,
	level: SpaceLevel,
	purge: string,
	now: Date,
): readonly string[] {
	const told = (name: string, figure: SpaceFigure | undefined, format: (value: number) => string) => {
		if (!figure) return [];
		const { used, limit, hard, fraction } = figure;
		const words = [
			used === undefined ? '' : l10n.t('{0} used', format(used)),
			limit === undefined ? '' : l10n.t('limit {0}', format(limit)),
			hard === undefined ? '' : l10n.t('hard limit {0}', format(hard)),
			fraction === undefined ? '' : percent(fraction),
		].filter((text) => text !== '');
		return [markdownText(`${name}: ${words.join(', ')}`)];
	};
	const age = formatAge((now.getTime() - at.getTime()) / 1000);
	return [
		...(level === 'fine' ? [] : [`$(warning) ${markdownText(levelWords(level))}`]),
		...told(l10n.t('Space'), reading?.bytes, formatBytes),
		...told(l10n.t('Files'), reading?.files, (count) => count.toLocaleString()),
		...(reading?.isShared
			? [markdownText(l10n.t('The figures are of the whole file system, which is shared.'))]
			: []),
		...(purge === '' ? [] : [markdownText(purge)]),
		...(oldest
			? [
					markdownText(
						oldest.isComplete
							? l10n.t(
									'Your oldest file here was last changed {0}.',
									clockTime(new Date(oldest.modified), now),
								)
							: l10n.t(
									'Of the files looked at in 10 seconds the oldest was last changed {0}; there may be older ones.',
									clockTime(new Date(oldest.modified), now),
								),
					),
				]
			: []),
		...(reading ? [markdownText(l10n.t('From {0}, {1} ago', reading.source, age))] : []),
	];
}

function percent(fraction: number): string {
	const value = fraction * 100;
	return l10n.t('{0} %', value > 0 && value < 1 ? '<1' : Math.round(value));
}
