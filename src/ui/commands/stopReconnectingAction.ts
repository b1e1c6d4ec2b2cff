import * as l10n from '@vscode/l10n';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';

/** No longer tries to bring a lost link back; what was seen stays, and "Connect" goes on with it. */
export const stopReconnectingAction: Action = {
	id: 'aiFactory.stopReconnecting',
	async run({ app }, target) {
		const isWaiting = ({ name }: { readonly name: string }) =>
			app.sessions.states.get(name)?.kind === 'reconnecting';
		const session = await clusterTarget(app, target, l10n.t('Stop reconnecting'), isWaiting);
		session?.host.stopTrying();
	},
};
