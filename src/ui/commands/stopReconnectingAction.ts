import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';

/** No longer tries to bring a lost link back; what was seen stays, and "Connect" goes on with it. */
export const stopReconnectingAction: Action = {
	id: 'aiFactory.stopReconnecting',
	async run({ app }, target) {
		const session = await clusterTarget(app.sessions.reconnecting, target, l10n.t('Stop reconnecting'));
		session?.host.stopTrying();
	},
};
