import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { allocationLines, budgetHeading } from '../../presenters/allocationText.ts';
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
		const nothing = { label: t('Slurm lists no account for you here.') };
		await window.showQuickPick(items.length > 0 ? items : [nothing], {
			title: t('Allocation'),
			placeHolder: t('What is left in your accounts'),
		});
	},
};
