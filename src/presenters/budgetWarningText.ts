import * as l10n from '@vscode/l10n';
import { remainingOf } from '../allocation/budget.ts';
import type { BudgetWarning } from '../allocation/warnings.ts';
import { budgetAmountText, dayText, leftPercent, unitText } from './budgetText.ts';

/** One sentence for a notification. */
export function budgetWarningText(cluster: string, warning: BudgetWarning, now: Date): string {
	const { kind, budget, line, at } = warning;
	const account = `${budget.account} (${cluster})`;
	switch (kind) {
		case 'exhausted':
			return l10n.t(
				'The budget of {0} is used up: {1}. New jobs will wait or be refused.',
				account,
				unitText(line),
			);
		case 'low': {
			const left = remainingOf(line);
			const percent = leftPercent(line) ?? 0;
			return left === undefined
				? l10n.t('{0} has {1} % of its budget left.', account, percent)
				: l10n.t('{0} has {1} left, {2} %.', account, budgetAmountText(line, left), percent);
		}
		case 'endsSoon': {
			const left = remainingOf(line);
			const end = line.end ? dayText(line.end, now) : '';
			return left === undefined
				? l10n.t('The budget of {0} ends on {1}.', account, end)
				: l10n.t('The budget of {0} ends on {1}, with {2} left.', account, end, budgetAmountText(line, left));
		}
		case 'expired':
			return l10n.t('The budget of {0} ended on {1}.', account, line.end ? dayText(line.end, now) : '');
		case 'runsOut':
			return l10n.t(
				'At the rate of late the budget of {0} lasts until about {1}; it ends on {2}.',
				account,
				at ? dayText(at, now) : '',
				line.end ? dayText(line.end, now) : '',
			);
		case 'jobTooLarge':
			return l10n.t(
				'Job {0} may use up to {1}, and {2} has {3} left: it will wait.',
				warning.job?.id ?? '',
				budgetAmountText(line, warning.job?.worst ?? 0),
				account,
				budgetAmountText(line, warning.job?.free ?? 0),
			);
	}
}
