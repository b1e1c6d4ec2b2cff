import { window } from 'vscode';
import { shownName } from '../../base/shownName.ts';
import { nameOf } from '../remoteUri.ts';
import { loginTerminalOptions } from '../terminalProfile.ts';
import type { Action } from './action.ts';
import { folderOf, storageTarget } from './storageTarget.ts';

/** "Open Terminal Here": a login shell that starts in a folder. */
export const openTerminalHereAction: Action = {
	id: 'aiFactory.openTerminalHere',
	async run(workbench, target) {
		const { app } = workbench;
		const uri = storageTarget(workbench, target);
		if (!uri) return;
		const { config } = app.sessions.get(uri.authority);
		const folder = await folderOf(workbench, uri);
		const name = `${config.name}: ${shownName(nameOf(folder))}`;
		window.createTerminal(loginTerminalOptions(app, name, async () => config, folder.path)).show();
	},
};
