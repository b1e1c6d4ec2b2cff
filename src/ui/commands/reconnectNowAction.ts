import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';

/** Tries a lost link at once instead of when it is due; nothing is asked. */
export const reconnectNowAction: Action = {
	id: 'aiFactory.reconnectNow',
	async run({ app }, target) {
		const session = await clusterTarget(app.sessions.reconnecting, target, l10n.t('Reconnect now'));
		session?.host.retryNow();
	},
};
