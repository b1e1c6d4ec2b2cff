import type { Action } from './action.ts';

export const showLogAction: Action = {
	id: 'aiFactory.showLog',
	async run({ log }) {
		log.show();
	},
};
