import { countTasks } from '../slurm/taskList.ts';
import { type Budget, type BudgetLine, remainingShareOf, stateOf } from './budget.ts';
import type { Forecast } from './usage/forecast.ts';

/** What the person wants to be told of. */
export interface WarningThresholds {
	/** Left of what was granted, from 0 to 1; 0 for never. */
	readonly lowShare: number;
	/** Days before the end; 0 for never. */
	readonly endsSoonDays: number;
	/** Whether it will be used up before its end. */
	readonly runsOut: boolean;
}

export const DEFAULT_THRESHOLDS: WarningThresholds = { lowShare: 0.1, endsSoonDays: 14, runsOut: true };

export type WarningKind = 'low' | 'exhausted' | 'endsSoon' | 'expired' | 'runsOut' | 'jobTooLarge';

export interface BudgetWarning {
	readonly kind: WarningKind;
	readonly budget: Budget;
	readonly line: BudgetLine;
	/** When it is used up, of `runsOut`. */
	readonly at: Date | undefined;
	/** Of `jobTooLarge`: the job, what it uses at worst and what is free for it, in the line's unit. */
	readonly job?: { readonly id: string; readonly worst: number; readonly free: number };
	/** The same for the same news: what was told once is not told again. */
	readonly key: string;
}

const DAY_MS = 86_400_000;

/** What there is to tell, whether or not it was told before. One of a line at a time, the gravest. */
export function warningsFor(
	budgets: readonly Budget[],
	forecastOf: (budget: Budget, line: BudgetLine) => Forecast,
	thresholds: WarningThresholds,
	now: Date,
): readonly BudgetWarning[] {
	return budgets.flatMap((budget) =>
		budget.lines.flatMap((line) => {
			if (line.onlyIn !== undefined) return [];
			const found = gravest(line, forecastOf(budget, line), thresholds, now);
			if (!found) return [];
			// A grant that is renewed has another end or another size, and may be told of again.
			const month = line.period.kind === 'month' ? `${now.getFullYear()}-${now.getMonth() + 1}` : '';
			const grant = [line.end?.getTime() ?? '', line.granted ?? '', month, thresholds.lowShare];
			const key = JSON.stringify([found.kind, budget.account, line.resource, line.unit ?? '', ...grant]);
			return [{ ...found, budget, line, key }];
		}),
	);
}

function gravest(
	line: BudgetLine,
	expected: Forecast,
	{ lowShare, endsSoonDays, runsOut }: WarningThresholds,
	now: Date,
): { readonly kind: WarningKind; readonly at: Date | undefined } | undefined {
	const state = stateOf(line, now, lowShare);
	const told = (kind: WarningKind, at?: Date) => ({ kind, at });
	// One that ended long ago is no news, and many sites list it for years.
	if (state === 'expired')
		return now.getTime() - (line.end?.getTime() ?? 0) < 30 * DAY_MS && endsSoonDays > 0
			? told('expired')
			: undefined;
	// Nothing was granted: then nothing has been used up either.
	if (state === 'exhausted') return line.granted === 0 || lowShare === 0 ? undefined : told('exhausted');
	if (state === 'low' && lowShare > 0) return told('low');
	const hasEnd = line.end !== undefined && (remainingShareOf(line) ?? 1) > 0;
	if (hasEnd && (line.end?.getTime() ?? 0) - now.getTime() < endsSoonDays * DAY_MS) return told('endsSoon');
	return runsOut && expected.kind === 'runsOut' && expected.beforeEnd
		? told('runsOut', expected.at)
		: undefined;
}

/** A job that waits, or tasks of an array that wait together, as far as their price is concerned. */
export interface WaitingJob {
	readonly id: string;
	/** The list of tasks as Slurm writes it: `5-9,12`. */
	readonly array?: { readonly id: string; readonly tasks: string } | undefined;
	readonly account: string;
	readonly qos: string;
	/** Seconds; undefined when unlimited. */
	readonly limit: number | undefined;
	/** What it, or each of its tasks, asks for, by Slurm's names. */
	readonly tres: ReadonlyMap<string, number>;
}

/** What waiting jobs will use up of a line at most; undefined where it cannot be told: a job without limit, an array whose list Slurm cut short, a unit that is not Slurm's. */
export function worstOfWaiting(
	{ account }: Budget,
	{ resource, unit, onlyIn }: BudgetLine,
	jobs: readonly WaitingJob[],
): number | undefined {
	if (unit !== undefined) return undefined;
	const counted = jobs.filter((job) => job.account === account && (onlyIn ?? job.qos) === job.qos);
	let sum = 0;
	for (const { tres, limit, array } of counted) {
		if (limit === undefined || array?.tasks.includes('...')) return undefined;
		sum += ((tres.get(resource) ?? 0) * limit * (array ? countTasks(array.tasks) : 1)) / 3600;
	}
	return sum;
}

/**
 * Jobs that Slurm will not start because they might use more than is left: it compares what a job asks for times its limit with
 * what neither was used nor is claimed by running jobs (flag `safe` of AccountingStorageEnforce).
 */
export function tooLargeFor(
	budgets: readonly Budget[],
	jobs: readonly WaitingJob[],
): readonly BudgetWarning[] {
	return jobs.flatMap((job) => {
		const budget = budgets.find(({ account }) => account === job.account);
		if (!budget || job.limit === undefined) return [];
		for (const line of budget.lines) {
			const { resource, unit, granted, used, committed = 0, onlyIn } = line;
			if (unit !== undefined || granted === undefined || used === undefined) continue;
			if (onlyIn !== undefined && onlyIn !== job.qos) continue;
			const worst = ((job.tres.get(resource) ?? 0) * job.limit) / 3600;
			const free = Math.max(0, granted - used - committed);
			if (worst <= free) continue;
			const key = JSON.stringify(['jobTooLarge', job.account, job.array?.id ?? job.id]);
			const id = job.array ? `${job.array.id}_${Number.parseInt(job.array.tasks, 10)}` : job.id;
			return [{ kind: 'jobTooLarge', budget, line, at: undefined, job: { id, worst, free }, key }];
		}
		return [];
	});
}
