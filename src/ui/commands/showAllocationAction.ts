import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { allocationLines } from '../../presenters/allocationTooltip.ts';
import { budgetHeading } from '../../presenters/budgetText.ts';
import type { Action } from './action.ts';

/** Every account with what is left, as a list that keys and screen readers can walk; reads the figures anew. */
export const showAllocationAction: Action = {
	id: 'aiFactory.showAllocation',
	async run({ app }) {
		await Promise.all(app.sessions.connected.map(({ allocation }) => allocation.refreshIfOlderThan(30)));
		const items = app.sessions.connected.flatMap(({ name, allocation: { snapshot } }) =>
			snapshot.kind === 'loading'
				? []
				: snapshot.budgets.map((budget) => ({
						label: `$(credit-card) ${budgetHeading(budget)}`,
						description: name,
						detail: allocationLines(budget).join('   ·   '),
					})),
		);
		const nothing = { label: l10n.t('Slurm lists no account for you here.') };
		await window.showQuickPick(items.length > 0 ? items : [nothing], {
			title: l10n.t('Allocation'),
			placeHolder: l10n.t('What is left in your accounts'),
		});
	},
};
