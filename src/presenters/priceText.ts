import * as l10n from '@vscode/l10n';
import type { Unit } from '../price/amounts.ts';
import type { BrokenLimit } from '../price/limits.ts';
import type { Price } from '../price/price.ts';
import type { StartEstimate } from '../slurm/testOnly.ts';
import { budgetAmountText } from './budgetText.ts';
import { clockTime } from './clockTime.ts';
import { limitText } from './limitText.ts';

/** What two decimals can tell. */
const LEAST_SHOWN = 0.01;

/** `at most 64 GPU-h (12 % of what is left) · typically 18 GPU-h`. */
export function priceText({ unit, most, share, fit, account, typical, broken }: Price): string {
	const usual = [
		...(typical === undefined ? [] : [l10n.t('typically {0}', amountText(unit, typical.amount))]),
		...(broken === undefined ? [] : [brokenText(broken)]),
	];
	if (most === undefined) return [l10n.t('no time limit, so no price'), ...usual].join(' · ');
	const amount = amountText(unit, most);
	const left = share === undefined ? undefined : amountText(unit, most / share);
	if (fit === 'tooMuch')
		return [
			left === undefined
				? l10n.t('at most {0}, but nothing is left of {1}', amount, account ?? l10n.t('the budget'))
				: l10n.t('at most {0}, but only {1} are left', amount, left),
			...usual,
		].join(' · ');
	const atMost =
		share === undefined
			? l10n.t('at most {0}', amount)
			: l10n.t('at most {0} ({1} % of what is left)', amount, percentText(share));
	const later = fit === 'fitsLater' ? [l10n.t('starts when running jobs have given back their share')] : [];
	return [atMost, ...usual, ...later].join(' · ');
}

/** Slurm takes most jobs that can never start, and tells only of the ones that wait what they wait for. */
function brokenText({ hit, so }: BrokenLimit): string {
	const limit = limitText(hit).replace(/\.$/, '');
	if (so === 'neverStarts') return l10n.t('can never start: {0}', limit);
	return so === 'isRefused'
		? l10n.t('would not be taken now: {0}', limit)
		: l10n.t('waits until others have ended: {0}', limit);
}

/** Whether the price is one that the person should look at before anything is submitted. */
export function isAlarming({ fit, broken }: Price): boolean {
	return fit === 'tooMuch' || (broken !== undefined && broken.so !== 'waits');
}

/** Never nothing: a run of seconds costs something as well. */
function amountText(unit: Unit, amount: number): string {
	return amount > 0 && amount < LEAST_SHOWN
		? l10n.t('less than {0}', budgetAmountText(unit, LEAST_SHOWN))
		: budgetAmountText(unit, amount);
}

/** Never nothing, and never all before it is all. */
function percentText(share: number): string {
	const percent = share * 100;
	if (percent < 0.1) return l10n.t('less than {0}', (0.1).toLocaleString());
	return (percent < 10 ? Math.ceil(percent * 10) / 10 : Math.ceil(percent)).toLocaleString();
}

/** `could start about 14:30 (Slurm's estimate)`. */
export function estimateText(estimate: StartEstimate, now: Date): string {
	if (estimate.kind === 'refused') return l10n.t('Slurm would not take it');
	return estimate.at.getTime() - now.getTime() < 60_000
		? l10n.t("could start at once (Slurm's estimate)")
		: l10n.t("could start about {0} (Slurm's estimate)", clockTime(estimate.at, now));
}
