import type { Action } from './action.ts';

/** What is left, how fast it is used and by whom, of every connected cluster. */
export const showAllocationAction: Action = {
	id: 'aiFactory.showAllocation',
	async run({ allocationPanel }) {
		allocationPanel.show();
	},
};
