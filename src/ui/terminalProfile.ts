import * as l10n from '@vscode/l10n';
import { type Disposable, type ExtensionTerminalOptions, TerminalProfile, ThemeIcon, window } from 'vscode';
import type { App } from '../app.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { clusterTarget } from './commands/clusterTarget.ts';
import { connectAnyway } from './commands/connectAction.ts';
import { LoginTerminal } from './loginTerminal.ts';

/** A terminal on a cluster's login node, ready for `createTerminal` or a terminal profile. */
export function loginTerminalOptions(
	name: string,
	session: () => Promise<ClusterSession | undefined>,
): ExtensionTerminalOptions {
	return { name, pty: new LoginTerminal(session), iconPath: new ThemeIcon('server'), isTransient: true };
}

/** "AI Factory: Login Node" among the terminal profiles; connects first where nothing is connected. */
export function registerTerminalProfile(app: App): Disposable {
	return window.registerTerminalProfileProvider('aiFactory.loginNode', {
		provideTerminalProfile: () => {
			const session = () => sessionForTerminal(app);
			return new TerminalProfile(loginTerminalOptions(l10n.t('Login Node'), session));
		},
	});
}

async function sessionForTerminal(app: App): Promise<ClusterSession | undefined> {
	const title = l10n.t('Open a terminal on a login node');
	return (await clusterTarget(app, undefined, title)) ?? connectAnyway(app);
}
