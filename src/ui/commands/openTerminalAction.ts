import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { loginTerminalOptions } from '../terminalProfile.ts';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';
import { connectAnyway } from './connectAction.ts';

/** "Open Terminal": a shell on the login node in the editor's terminal panel. */
export const openTerminalAction: Action = {
	id: 'aiFactory.openTerminal',
	async run({ app }, target) {
		const title = l10n.t('Open a terminal on a login node');
		const session = (await clusterTarget(app, target, title)) ?? (await connectAnyway(app));
		if (!session) return;
		window.createTerminal(loginTerminalOptions(session.name, async () => session)).show();
	},
};
