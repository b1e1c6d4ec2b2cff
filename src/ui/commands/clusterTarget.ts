import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { App } from '../../app.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';

/**
 * The cluster that a command is about: by its name, by one of its rows, or as the person picks among those that fit; the
 * only one is not asked about. Undefined when there is none or none was picked.
 */
export async function clusterTarget(
	app: App,
	target: unknown,
	title: string,
	fits: (session: ClusterSession) => boolean = () => true,
): Promise<ClusterSession | undefined> {
	const fitting = app.sessions.present.filter(fits);
	const name = typeof target === 'string' ? target.split('/')[0] : undefined;
	const named = fitting.find((session) => session.name === name);
	if (named || fitting.length <= 1) return named ?? fitting[0];
	const items = fitting.map((session) => ({
		label: session.name,
		description: session.host.user,
		session,
	}));
	return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a cluster') }))?.session;
}
