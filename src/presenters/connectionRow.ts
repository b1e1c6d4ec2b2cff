import * as l10n from '@vscode/l10n';
import type { LoginNode } from '../session/connector.ts';
import type { ClusterState } from '../session/sessions.ts';
import { clockTime } from './clockTime.ts';
import { problemLine, whatHappened } from './problemText.ts';
import { markdownText, type Row } from './row.ts';

/** The row above a cluster's jobs while its link is not there, with how old they are; undefined while it is. */
export function connectionRow(cluster: string, state: ClusterState | undefined, now: Date): Row | undefined {
	if (!state || state.kind === 'connected' || state.kind === 'failed') return undefined;
	const words = connectionWords(state, now);
	const isLost = state.kind === 'lost';
	const error = 'error' in state ? state.error : undefined;
	const age = ageText(state, now);
	return {
		id: `${cluster}/connection`,
		label: isLost ? l10n.t('Connection lost') : words,
		description: [...(isLost ? [whatHappened(state.error)] : []), ...age].join(' '),
		icon: isLost ? 'debug-disconnect' : 'sync~spin',
		contextValue: `connection ${state.kind}`,
		spoken: [
			l10n.t('{0}: {1}', cluster, isLost ? `${words}. ${whatHappened(state.error)}` : words),
			...age,
		].join(isLost ? ' ' : ', '),
		...(error !== undefined && { tooltip: markdownText(problemLine(error)) }),
	};
}

/** From when the jobs below are; nothing where there are none. */
function ageText(state: ClusterState, now: Date): readonly string[] {
	if (state.kind !== 'reconnecting' && state.kind !== 'lost') return [];
	const { snapshot } = state.session.jobs;
	if (snapshot.kind === 'loading' || !snapshot.at) return [];
	const at = clockTime(snapshot.at, now);
	return [state.kind === 'lost' ? l10n.t('This list is from {0}.', at) : l10n.t('the list is from {0}', at)];
}

/** How things stand with a link that is not there, in a few words: "Reconnecting in 8 s". */
export function connectionWords(
	state: Exclude<ClusterState, { kind: 'connected' | 'failed' }>,
	now: Date,
): string {
	switch (state.kind) {
		case 'connecting':
			return state.step || l10n.t('Connecting…');
		case 'reconnecting': {
			if (!state.retryAt) return l10n.t('Reconnecting…');
			const seconds = Math.max(1, Math.ceil((state.retryAt.getTime() - now.getTime()) / 1000));
			return l10n.t('Reconnecting in {0} s', seconds);
		}
		case 'lost':
			return l10n.t('Connection lost');
	}
}

/** `login2 (uan04)`: as configured, and as it calls itself where that says more. */
export function loginNodeText({ host, ownName }: LoginNode): string {
	return ownName === '' || host.startsWith(ownName.split('.')[0] ?? '') ? host : `${host} (${ownName})`;
}
