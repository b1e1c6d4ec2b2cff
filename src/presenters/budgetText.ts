import * as l10n from '@vscode/l10n';
import {
	type Budget,
	type BudgetLine,
	remainingOf,
	remainingShareOf,
	stateOf,
	tightestLine,
} from '../allocation/budget.ts';

/** `312 GPU-h`: an amount of a budget in its unit. */
export function budgetAmountText(line: Pick<BudgetLine, 'resource' | 'unit'>, amount: number): string {
	return `${figureText(amount)} ${unitText(line)}`;
}

/** Three digits are enough to plan with. What is more than nothing is not told as nothing. */
export function figureText(amount: number): string {
	if (amount > 0 && amount < 0.005) return `< ${(0.01).toLocaleString()}`;
	const digits = amount >= 100 || Number.isInteger(amount) ? 0 : amount >= 10 ? 1 : 2;
	return Number(amount.toFixed(digits)).toLocaleString();
}

/** As the site says it; hours of what Slurm counts by its own names. */
export function unitText({ resource, unit }: Pick<BudgetLine, 'resource' | 'unit'>): string {
	if (unit !== undefined) return unit;
	if (resource === 'gres/gpu') return l10n.t('GPU-h');
	if (resource.startsWith('gres/gpu:')) return l10n.t('{0} GPU-h', resource.slice('gres/gpu:'.length));
	if (resource === 'cpu') return l10n.t('core-h');
	if (resource === 'billing') return l10n.t('billing-h');
	return l10n.t('{0}-h', resource.replace(/^gres\//, ''));
}

/** A whole number of percent, cut off rather than rounded: 99.9 % used is not all. */
export function leftPercent(line: BudgetLine): number | undefined {
	const share = remainingShareOf(line);
	// A hair below a whole percent is that percent: 0.29 * 100 is 28.999.
	return share === undefined ? undefined : Math.floor(share * 100 + 1e-9);
}

/** The account that is spoken of first: the one the person's jobs use, else the default one, else the first. */
export function mainBudget(budgets: readonly Budget[], inUse?: string): Budget | undefined {
	return (
		budgets.find(({ account }) => account === inUse) ??
		budgets.find(({ isDefault }) => isDefault) ??
		budgets[0]
	);
}

/** What is left of one budget: `98 GPU-h · 98 %`, or as much of it as is known. */
export function leftText(budget: Budget, now: Date): string {
	const line = tightestLine(budget, now);
	if (!line) {
		const [resource, used] = mostTelling(budget);
		return l10n.t('{0} used', budgetAmountText({ resource, unit: undefined }, used));
	}
	if (stateOf(line, now) === 'expired') return l10n.t('{0}: over', budget.account);
	const left = remainingOf(line);
	const percent = leftPercent(line);
	if (left !== undefined && percent !== undefined) return `${budgetAmountText(line, left)} · ${percent} %`;
	if (left !== undefined) return budgetAmountText(line, left);
	if (percent !== undefined) return l10n.t('{0} % left', percent);
	if (line.told === 'exhausted') return l10n.t('no budget left');
	if (line.told === 'usable') return l10n.t('budget available');
	if (line.used !== undefined) return l10n.t('{0} used', budgetAmountText(line, line.used));
	return line.granted === undefined
		? l10n.t('budget unknown')
		: l10n.t('{0} granted', budgetAmountText(line, line.granted));
}

/** The same for who hears it: `98 GPU-h left, 98 %`. */
export function spokenLeft(budget: Budget, now: Date): string {
	const line = tightestLine(budget, now);
	const left = line && stateOf(line, now) !== 'expired' ? remainingOf(line) : undefined;
	if (!line || left === undefined) return leftText(budget, now);
	const percent = leftPercent(line);
	const amount = l10n.t('{0} left', budgetAmountText(line, left));
	return percent === undefined ? amount : `${amount}, ${percent} %`;
}

/** What was used of a budget without a limit, by the resource that tells most. */
export function mostTelling({ usedHours }: Budget): readonly [string, number] {
	for (const resource of ['gres/gpu', 'cpu', 'billing']) {
		const used = usedHours.get(resource);
		if (used !== undefined && (used > 0 || resource === 'billing')) return [resource, used];
	}
	return ['cpu', usedHours.get('cpu') ?? 0];
}

/** The account's name, marked when jobs are charged to it by default. */
export function budgetHeading(budget: Budget): string {
	return budget.isDefault ? l10n.t('{0} (default)', budget.account) : budget.account;
}

/** A day without its year where it is this year's: `31 March`. */
export function dayText(day: Date, now: Date): string {
	// The moment after which it is over is often midnight of the day after.
	const last = new Date(day.getTime() - 1);
	return last.toLocaleDateString(undefined, {
		day: 'numeric',
		month: 'short',
		...(last.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
	});
}
