import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { App } from '../../app.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';

/** The connected cluster: the only one, or the one that the person picks; undefined when none is connected or none was picked. */
export async function pickSession(app: App, title: string): Promise<ClusterSession | undefined> {
	const { connected } = app.sessions;
	if (connected.length <= 1) return connected[0];
	const items = connected.map((session) => ({
		label: session.name,
		description: session.host.user,
		session,
	}));
	return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a cluster') }))?.session;
}
