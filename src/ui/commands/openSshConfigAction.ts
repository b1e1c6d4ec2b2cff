import { homedir } from 'node:os';
import { join } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { sshConfigFile } from '../settings.ts';
import type { Action } from './action.ts';

/** Opens the SSH configuration; an empty unsaved one with that name when there is none. */
export const openSshConfigAction: Action = {
	id: 'aiFactory.openSshConfig',
	async run() {
		const file = Uri.file(sshConfigFile() ?? join(homedir(), '.ssh', 'config'));
		const exists = await workspace.fs.stat(file).then(
			() => true,
			() => false,
		);
		await window.showTextDocument(
			await workspace.openTextDocument(exists ? file : file.with({ scheme: 'untitled' })),
		);
	},
};
