import type { Action } from './action.ts';

export const refreshStorageAction: Action = {
	id: 'aiFactory.refreshStorage',
	async run({ storageView }) {
		storageView.refresh();
	},
};
