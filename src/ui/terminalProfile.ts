import * as l10n from '@vscode/l10n';
import { type Disposable, type ExtensionTerminalOptions, TerminalProfile, ThemeIcon, window } from 'vscode';
import type { App } from '../app.ts';
import type { ClusterConfig } from '../session/clusterConfig.ts';
import { clusterTarget } from './commands/clusterTarget.ts';
import { connectAnyway, sessionOf } from './commands/connectAction.ts';
import { LoginTerminal } from './loginTerminal.ts';

/**
 * A terminal on a cluster's login node, ready for `createTerminal` or a terminal profile. Each of its shells is opened on the
 * session that the cluster has then: it may have been lost, or disconnected, since the one before.
 *
 * @param choose the cluster; asked until there is one, undefined when none is wanted
 * @param folder where the shell starts; the home directory when left out
 */
export function loginTerminalOptions(
	app: App,
	name: string,
	choose: () => Promise<ClusterConfig | undefined>,
	folder?: string,
): ExtensionTerminalOptions {
	let chosen: ClusterConfig | undefined;
	const session = async () => {
		chosen ??= await choose();
		return chosen && sessionOf(app, chosen);
	};
	return {
		name,
		pty: new LoginTerminal(session, folder),
		iconPath: new ThemeIcon('server'),
		isTransient: true,
	};
}

/** "AI Factory: Login Node" among the terminal profiles; connects first where nothing is connected. */
export function registerTerminalProfile(app: App): Disposable {
	return window.registerTerminalProfileProvider('aiFactory.loginNode', {
		provideTerminalProfile: () =>
			new TerminalProfile(
				loginTerminalOptions(app, l10n.t('Login Node'), () => clusterForTerminal(app, undefined)),
			),
	});
}

/** The cluster that a terminal is wanted on; lets the person connect one where there is none. */
export async function clusterForTerminal(app: App, target: unknown): Promise<ClusterConfig | undefined> {
	const title = l10n.t('Open a terminal on a login node');
	const session = (await clusterTarget(app.sessions.present, target, title)) ?? (await connectAnyway(app));
	return session?.config;
}
