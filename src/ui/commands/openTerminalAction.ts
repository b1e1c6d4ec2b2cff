import { window } from 'vscode';
import { clusterForTerminal, loginTerminalOptions } from '../terminalProfile.ts';
import type { Action } from './action.ts';

/** "Open Terminal": a shell on the login node in the editor's terminal panel. */
export const openTerminalAction: Action = {
	id: 'aiFactory.openTerminal',
	async run({ app }, target) {
		const config = await clusterForTerminal(app, target);
		if (!config) return;
		window.createTerminal(loginTerminalOptions(app, config.name, async () => config)).show();
	},
};
