import type { Action } from './action.ts';

/** Asks Slurm anew what the clusters offer. */
export const refreshClustersAction: Action = {
	id: 'aiFactory.refreshClusters',
	async run({ clustersView }) {
		await clustersView.refresh();
	},
};
