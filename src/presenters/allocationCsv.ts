import {
	type Budget,
	type BudgetLine,
	budgetLine,
	remainingOf,
	stateOf,
	usedShareOf,
} from '../allocation/budget.ts';
import type { ClusterAllocation } from './allocationPage.ts';
import { unitText } from './budgetText.ts';

const HEADINGS = [
	...['cluster', 'account', 'resource', 'unit', 'granted', 'used', 'committed', 'remaining', 'state'],
	...['percent used', 'period', 'set on'],
	...['start', 'end', 'read', 'source', 'day', 'used on day'],
];

/** Every line of every budget, and below it a row for each day; comma-separated as RFC 4180 has it, for programs: words are not translated. */
export function allocationCsv(clusters: readonly ClusterAllocation[], now: Date): string {
	const rows = clusters.flatMap((cluster) => {
		const { name, snapshot, useOf } = cluster;
		if (snapshot.kind === 'loading') return [];
		return snapshot.budgets.flatMap((budget) =>
			linesOf(budget).flatMap((line) => {
				const facts = [name, budget.account, line.resource, unitText(line)];
				const origin = [iso(snapshot.at), snapshot.source];
				const whole = [
					...facts,
					...figures(line),
					...[stateOf(line, now), percentOf(line), periodOf(line), line.limitedBy],
					iso(line.start),
					iso(line.end),
					...origin,
					'',
					'',
				];
				const days = (useOf(budget, line)?.days ?? []).map(({ day, hours }) => [
					...facts,
					...Array.from({ length: 10 }, () => ''),
					...origin,
					dayOf(day),
					String(hours),
				]);
				return [whole, ...days];
			}),
		);
	});
	return [HEADINGS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** An account without a limit has used something all the same. */
function linesOf(budget: Budget): readonly BudgetLine[] {
	if (budget.lines.length > 0) return budget.lines;
	return [...budget.usedHours].map(([resource, used]) => budgetLine({ resource, used, limitedBy: '' }));
}

function percentOf(line: BudgetLine): string {
	const share = usedShareOf(line);
	return share === undefined ? '' : String(Math.round(share * 10_000) / 100);
}

function periodOf({ period }: BudgetLine): string {
	return period.kind === 'window' ? `${period.days} days` : period.kind;
}

function figures(line: BudgetLine): readonly string[] {
	return [line.granted, line.used, line.committed, remainingOf(line)].map((amount) =>
		amount === undefined ? '' : String(amount),
	);
}

function iso(moment: Date | undefined): string {
	return moment?.toISOString() ?? '';
}

/** The day of the person's calendar. */
function dayOf(day: Date): string {
	const two = (part: number) => String(part).padStart(2, '0');
	return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** A spreadsheet takes a cell that begins like a formula for one, and accounts are named by others. */
function cell(text: string): string {
	const harmless = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
