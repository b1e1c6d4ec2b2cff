import * as l10n from '@vscode/l10n';
import type { AllocationSnapshot } from '../allocation/allocationStore.ts';
import { LOW_SHARE, stateOf, tightestLine } from '../allocation/budget.ts';
import { leftText, mainBudget, spokenLeft } from './budgetText.ts';

export interface AllocationText {
	/** `98 GPU-h · 98 %`. */
	readonly text: string;
	readonly spoken: string;
	readonly isLow: boolean;
}

export interface AllocationView {
	readonly now: Date;
	/** The account that the person's jobs use; undefined where none is known. */
	readonly inUse?: string | undefined;
	/** Below which share a budget is low. */
	readonly lowShare?: number;
}

/** What is left, in the few characters of a status bar. */
export function allocationText(
	snapshot: AllocationSnapshot,
	{ now, inUse, lowShare = LOW_SHARE }: AllocationView,
): AllocationText {
	if (snapshot.kind === 'loading')
		return { text: '…', spoken: l10n.t('allocation is being read'), isLow: false };
	const budget = mainBudget(snapshot.budgets, inUse);
	if (!budget) {
		const text = snapshot.kind === 'stale' ? l10n.t('allocation unknown') : l10n.t('no account');
		return { text, spoken: text, isLow: false };
	}
	const line = tightestLine(budget, now);
	const state = line ? stateOf(line, now, lowShare) : 'fine';
	const left = leftText(budget, now);
	const spoken = spokenLeft(budget, now);
	return {
		text: snapshot.kind === 'stale' ? `${left} ?` : left,
		spoken:
			snapshot.kind === 'stale'
				? l10n.t('account {0}: {1}, not up to date', budget.account, spoken)
				: l10n.t('account {0}: {1}', budget.account, spoken),
		isLow: state === 'low' || state === 'exhausted' || state === 'expired',
	};
}
