import * as l10n from '@vscode/l10n';
import type { AllocationSnapshot } from '../allocation/allocationStore.ts';
import {
	type Budget,
	type BudgetLine,
	remainingMinutes,
	remainingShare,
	tightestLine,
} from '../allocation/budget.ts';
import type { LoadFigure } from '../slurm/slurmLoad.ts';
import { formatAge } from './clockTime.ts';
import { loadText } from './loadText.ts';
import { markdownText } from './row.ts';

/** Below this share the status bar warns. */
const LOW_SHARE = 0.1;
const BAR_LENGTH = 8;

/** `312 GPU-h`: minutes of a resource in the hours that people count in. */
export function formatHours(resource: string, minutes: number): string {
	return `${hoursOf(minutes)} ${unitOf(resource)}`;
}

/** Three digits are enough to plan with. */
function hoursOf(minutes: number): string {
	const hours = minutes / 60;
	const digits = hours >= 100 || Number.isInteger(hours) ? 0 : hours >= 10 ? 1 : 2;
	return Number(hours.toFixed(digits)).toLocaleString();
}

function unitOf(resource: string): string {
	if (resource === 'gres/gpu') return l10n.t('GPU-h');
	if (resource.startsWith('gres/gpu:')) return l10n.t('{0} GPU-h', resource.slice('gres/gpu:'.length));
	if (resource === 'cpu') return l10n.t('core-h');
	if (resource === 'billing') return l10n.t('billing-h');
	return l10n.t('{0}-h', resource.replace(/^gres\//, ''));
}

/** The account that the status bar speaks of: the default one, else the first. */
function mainBudget(budgets: readonly Budget[]): Budget | undefined {
	return budgets.find(({ isDefault }) => isDefault) ?? budgets[0];
}

export interface AllocationText {
	/** `98 GPU-h · 98 %`. */
	readonly text: string;
	readonly spoken: string;
	readonly isLow: boolean;
}

/** What is left, in the few characters of a status bar. */
export function allocationText(snapshot: AllocationSnapshot): AllocationText {
	const budget = snapshot.kind === 'loading' ? undefined : mainBudget(snapshot.budgets);
	if (snapshot.kind === 'loading')
		return { text: '…', spoken: l10n.t('allocation is being read'), isLow: false };
	if (!budget) {
		const text = snapshot.kind === 'stale' ? l10n.t('allocation unknown') : l10n.t('no account');
		return { text, spoken: text, isLow: false };
	}
	const line = tightestLine(budget);
	if (!line) {
		const [resource, used] = mostTelling(budget);
		const text = l10n.t('{0} used', formatHours(resource, used));
		return { text, spoken: l10n.t('account {0}: {1}, no limit', budget.account, text), isLow: false };
	}
	const share = Math.floor(remainingShare(line) * 100);
	const left = formatHours(line.resource, remainingMinutes(line));
	const stale = snapshot.kind === 'stale' ? ' ?' : '';
	return {
		text: `${left} · ${share} %${stale}`,
		spoken: l10n.t('account {0}: {1} left, {2} percent', budget.account, left, share),
		isLow: remainingShare(line) < LOW_SHARE,
	};
}

function mostTelling(budget: Budget): readonly [string, number] {
	for (const resource of ['gres/gpu', 'cpu', 'billing']) {
		const used = budget.usedMinutes.get(resource);
		if (used !== undefined && (used > 0 || resource === 'billing')) return [resource, used];
	}
	return ['cpu', budget.usedMinutes.get('cpu') ?? 0];
}

/** Every account as a Markdown table, with the age of the figures and where they come from. */
export function allocationTooltip(
	cluster: string,
	/** Over which login node, in words. */
	node: string,
	snapshot: AllocationSnapshot,
	load: LoadFigure,
	now: Date,
): string {
	const title = `**${l10n.t('Allocation on {0}', markdownText(cluster))}**\n\n${l10n.t('Login node: {0}', markdownText(node))}`;
	if (snapshot.kind === 'loading') return `${title}\n\n${l10n.t('Being read…')}`;
	const rows = snapshot.budgets.flatMap((budget) =>
		budget.lines.length > 0
			? budget.lines.map((line, index) => lineRow(budget, line, index === 0))
			: [noLimitRow(budget)],
	);
	const header = [
		l10n.t('Account'),
		'',
		l10n.t('Left'),
		'',
		l10n.t('Used'),
		l10n.t('Committed'),
		l10n.t('Limit'),
	];
	const table =
		rows.length > 0
			? [tableRow(header), '|:--|:--|--:|:--|--:|--:|--:|', ...rows].join('\n')
			: l10n.t('Slurm lists no account for you here.');
	const age = snapshot.at
		? l10n.t('{0} ago, from "sshare"', formatAge((now.getTime() - snapshot.at.getTime()) / 1000))
		: l10n.t('never read');
	const problem =
		snapshot.kind === 'stale'
			? `\n\n$(warning) ${l10n.t('The last look failed; these are the figures of before.')}`
			: '';
	return [
		title,
		table + problem,
		`${l10n.t('Used: as Slurm enforces it, renewed every few minutes. Committed: what running jobs use up if they run to their time limits.')}`,
		age,
		loadText(load),
	].join('\n\n');
}

function lineRow(budget: Budget, line: BudgetLine, isFirst: boolean): string {
	const share = remainingShare(line);
	return tableRow([
		isFirst ? budgetHeading(budget) : '',
		unitOf(line.resource),
		hoursOf(remainingMinutes(line)),
		`${bar(share)} ${Math.floor(share * 100)} %`,
		hoursOf(line.usedMinutes),
		hoursOf(line.committedMinutes),
		hoursOf(line.limitMinutes) + (line.limitedBy === budget.account ? '' : ` (${line.limitedBy})`),
	]);
}

function noLimitRow(budget: Budget): string {
	const [resource, used] = mostTelling(budget);
	return tableRow([budgetHeading(budget), unitOf(resource), l10n.t('no limit'), '', hoursOf(used), '', '']);
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

/** The account's name, marked when jobs are charged to it by default. */
export function budgetHeading(budget: Budget): string {
	return budget.isDefault ? l10n.t('{0} (default)', budget.account) : budget.account;
}

/** One phrase for each limit: `98 GPU-h of 100 GPU-h left (98 %)`. */
export function allocationLines(budget: Budget): readonly string[] {
	if (budget.lines.length === 0) {
		const [resource, used] = mostTelling(budget);
		return [l10n.t('{0} used, no limit', formatHours(resource, used))];
	}
	return budget.lines.map((line) =>
		l10n.t(
			'{0} of {1} left ({2} %)',
			formatHours(line.resource, remainingMinutes(line)),
			formatHours(line.resource, line.limitMinutes),
			Math.floor(remainingShare(line) * 100),
		),
	);
}
