import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';

export const disconnectAction: Action = {
	id: 'aiFactory.disconnect',
	async run({ app }, target) {
		const session = await clusterTarget(app.sessions.present, target, l10n.t('Disconnect from a cluster'));
		if (session) await app.sessions.disconnect(session.name);
	},
};
