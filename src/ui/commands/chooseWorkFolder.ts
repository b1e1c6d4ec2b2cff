import * as l10n from '@vscode/l10n';
import { type Memento, type Uri, window, workspace } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';

const DEADLINE_MS = 30_000;

/**
 * The folder on the cluster in which jobs of a local script start. Asked once for each workspace folder and cluster:
 * it proposes the folder of the same name in the home directory when that exists, else the home directory.
 * Undefined when the person dismissed the question.
 */
export async function chooseWorkFolder(
	session: ClusterSession,
	script: Uri,
	memory: Memento,
): Promise<string | undefined> {
	const localFolder = workspace.getWorkspaceFolder(script);
	const key = `workFolder:${session.name}:${localFolder?.uri.toString() ?? ''}`;
	const known = memory.get<string>(key);
	if (known !== undefined && (await isFolder(session, known))) return known;
	const home = await session.homeFolder(AbortSignal.timeout(DEADLINE_MS));
	const sameName = `${home}/${localFolder?.name ?? ''}`;
	const proposal = localFolder && (await isFolder(session, sameName)) ? sameName : home;
	const answer = await window.showInputBox({
		title: l10n.t('Where on {0} should the job start?', session.name),
		prompt: l10n.t('The folder on the cluster that holds your project. It is remembered for this workspace.'),
		value: proposal,
		ignoreFocusOut: true,
		validateInput: async (path) => {
			if (!path.startsWith('/')) return l10n.t('Write the whole path, beginning with "/".');
			return (await isFolder(session, path))
				? undefined
				: l10n.t('There is no such folder on {0}.', session.name);
		},
	});
	if (answer !== undefined) await memory.update(key, answer);
	return answer;
}

async function isFolder(session: ClusterSession, path: string): Promise<boolean> {
	try {
		return (await session.files.stat(path, AbortSignal.timeout(DEADLINE_MS))).type === 'directory';
	} catch {
		return false;
	}
}
