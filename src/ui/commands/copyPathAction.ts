import { env } from 'vscode';
import type { Action } from './action.ts';
import { storageTargets } from './storageTarget.ts';

/** "Copy Path": as it is on the cluster, one a line. */
export const copyPathAction: Action = {
	id: 'aiFactory.copyPath',
	async run(workbench, target, selection) {
		const paths = storageTargets(workbench, target, selection).map(({ path }) => path);
		if (paths.length > 0) await env.clipboard.writeText(paths.join('\n'));
	},
};
