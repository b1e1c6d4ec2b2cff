import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { pickSession } from './pickSession.ts';

export const disconnectAction: Action = {
	id: 'aiFactory.disconnect',
	async run({ app }) {
		const session = await pickSession(app, l10n.t('Disconnect from a cluster'));
		if (session) await app.sessions.disconnect(session.name);
	},
};
