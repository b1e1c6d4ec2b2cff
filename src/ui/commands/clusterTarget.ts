import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';

/**
 * The cluster that a command is about: by its name, by one of its rows, or as the person picks among those that fit; the
 * only one is not asked about. Undefined when there is none or none was picked.
 */
export async function clusterTarget(
	candidates: readonly ClusterSession[],
	target: unknown,
	title: string,
): Promise<ClusterSession | undefined> {
	const name = typeof target === 'string' ? target.split('/')[0] : undefined;
	const named = candidates.find((session) => session.name === name);
	if (named || candidates.length <= 1) return named ?? candidates[0];
	const items = candidates.map((session) => ({
		label: session.name,
		description: session.host.user,
		session,
	}));
	return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a cluster') }))?.session;
}
