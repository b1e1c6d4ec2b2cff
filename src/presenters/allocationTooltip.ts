import * as l10n from '@vscode/l10n';
import type { AllocationFigures, AllocationSnapshot } from '../allocation/allocationStore.ts';
import {
	type Budget,
	type BudgetLine,
	byTightness,
	remainingOf,
	remainingShareOf,
} from '../allocation/budget.ts';
import type { LoadFigure } from '../slurm/slurmLoad.ts';
import { budgetHeading, dayText, figureText, leftPercent, mostTelling, unitText } from './budgetText.ts';
import { formatAge } from './clockTime.ts';
import { loadText } from './loadText.ts';
import { problemLine } from './problemText.ts';
import { markdownText } from './row.ts';

const BAR_LENGTH = 8;

/** Every account as a Markdown table, with the age of the figures and where they come from. */
export function allocationTooltip(
	place: {
		readonly cluster: string;
		/** Over which login node, in words. */
		readonly node: string;
		/** Which profile counts there, in words. */
		readonly site: string;
	},
	snapshot: AllocationSnapshot,
	load: LoadFigure,
	now: Date,
): string {
	const title = [
		`**${l10n.t('Allocation on {0}', markdownText(place.cluster))}**`,
		`${l10n.t('Login node: {0}', markdownText(place.node))} · ${markdownText(place.site)}`,
	].join('\n\n');
	if (snapshot.kind === 'loading') return `${title}\n\n${l10n.t('Being read…')}`;
	return [
		title,
		budgetTable(snapshot.budgets, now),
		...troubles(snapshot),
		...explanations(snapshot.budgets),
		originText(snapshot, now),
		loadText(load),
	].join('\n\n');
}

/** The last figures of a cluster that is not connected, with their age. */
export function lastFiguresText(cluster: string, figures: AllocationFigures, now: Date): string {
	return [
		`**${l10n.t('{0}, as it was left', markdownText(cluster))}**`,
		budgetTable(figures.budgets, now),
		...explanations(figures.budgets),
		originText({ kind: 'stale', error: undefined, ...figures }, now),
	].join('\n\n');
}

/** When the figures were read, from what, and when the site made them. */
export function originText(snapshot: Exclude<AllocationSnapshot, { kind: 'loading' }>, now: Date): string {
	if (!snapshot.at) return l10n.t('never read');
	const age = formatAge((now.getTime() - snapshot.at.getTime()) / 1000);
	const read = l10n.t('{0} ago, from "{1}"', age, snapshot.source);
	return snapshot.asOf ? l10n.t('{0}, figures of {1}', read, snapshot.asOf.toLocaleString()) : read;
}

function troubles(snapshot: Exclude<AllocationSnapshot, { kind: 'loading' }>): readonly string[] {
	if (snapshot.kind === 'loaded')
		return snapshot.passedOver.map((error) => `$(warning) ${markdownText(problemLine(error))}`);
	if (snapshot.error === undefined)
		return [
			`$(history) ${l10n.t('These are the figures of the last time; the cluster has not been asked yet.')}`,
		];
	return [
		`$(warning) ${l10n.t('The last look failed; these are the figures of before.')} ${markdownText(problemLine(snapshot.error))}`,
	];
}

function explanations(budgets: readonly Budget[]): readonly string[] {
	const lines = budgets.flatMap((budget) => budget.lines);
	return [
		...(lines.some(({ committed }) => committed !== undefined)
			? [l10n.t('Committed: what running jobs use up if they run to their time limits.')]
			: []),
		...(lines.some(({ decays }) => decays)
			? [l10n.t('Used: as Slurm counts it, which lets old use count less as time goes by.')]
			: []),
		...(budgets.some(({ isOwnUseOnly }) => isOwnUseOnly)
			? [l10n.t('The site hides what others in the account use: the figures are your own use.')]
			: []),
	];
}

function budgetTable(budgets: readonly Budget[], now: Date): string {
	if (budgets.length === 0) return l10n.t('No account is listed for you here.');
	const lines = budgets.flatMap((budget) => budget.lines);
	const hasCommitted = lines.some(({ committed }) => committed !== undefined);
	const hasEnd = lines.some(({ end }) => end !== undefined);
	const rows = budgets.flatMap((budget) =>
		budget.lines.length > 0
			? byTightness(budget.lines, now).map((line, index) => lineCells(budget, line, index === 0, now))
			: [noLimitCells(budget)],
	);
	const headings = [
		l10n.t('Account'),
		'',
		l10n.t('Left'),
		'',
		l10n.t('Used'),
		l10n.t('Committed'),
		l10n.t('Granted'),
		l10n.t('Until'),
	];
	const isShown = [true, true, true, true, true, hasCommitted, true, hasEnd];
	const alignment = [':--', ':--', '--:', ':--', '--:', '--:', '--:', ':--'];
	const pick = <T>(cells: readonly T[]) => cells.filter((_, index) => isShown[index]);
	return [
		tableRow(pick(headings)),
		`|${pick(alignment).join('|')}|`,
		...rows.map((row) => tableRow(pick(row))),
	].join('\n');
}

function lineCells(budget: Budget, line: BudgetLine, isFirst: boolean, now: Date): readonly string[] {
	const figure = (amount: number | undefined) => (amount === undefined ? '' : figureText(amount));
	const share = remainingShareOf(line);
	return [
		isFirst ? budgetHeading(budget) : '',
		unitText(line),
		line.told === undefined ? figure(remainingOf(line)) : toldText(line.told),
		share === undefined ? '' : `${bar(share)} ${leftPercent(line)} %`,
		figure(line.used),
		figure(line.committed),
		figure(line.granted) + carrierText(budget, line),
		line.end ? dayText(line.end, now) : '',
	];
}

function toldText(told: 'usable' | 'exhausted'): string {
	return told === 'usable' ? l10n.t('some') : l10n.t('nothing');
}

/** Where the limit sits, when not on the account itself. */
function carrierText({ account }: Budget, { limitedBy, onlyIn, period }: BudgetLine): string {
	const carriers = [
		...(onlyIn === undefined ? [] : [l10n.t('only QOS {0}', onlyIn)]),
		...(onlyIn === undefined && limitedBy !== account ? [limitedBy] : []),
		...(period.kind === 'month' ? [l10n.t('this month')] : []),
		...(period.kind === 'window' ? [l10n.t('in {0} days', period.days)] : []),
	];
	return carriers.length > 0 ? ` (${carriers.join(', ')})` : '';
}

function noLimitCells(budget: Budget): readonly string[] {
	const [resource, used] = mostTelling(budget);
	const unit = unitText({ resource, unit: undefined });
	return [budgetHeading(budget), unit, l10n.t('no limit'), '', figureText(used), '', '', ''];
}

/** A hover is narrow, and a figure that breaks in two is hard to read. */
function tableRow(cells: readonly string[]): string {
	const unbroken = cells.map((cell) =>
		markdownText(cell).replaceAll(' ', '\u00a0').replaceAll('\\-', '\u2011'),
	);
	return `| ${unbroken.join(' | ')} |`;
}

function bar(share: number): string {
	const full = Math.round(share * BAR_LENGTH);
	return '█'.repeat(full) + '░'.repeat(BAR_LENGTH - full);
}
