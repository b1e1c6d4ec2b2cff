import * as l10n from '@vscode/l10n';
import { type Memento, type Uri, window, workspace } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';

const DEADLINE_MS = 30_000;

/**
 * The folder on the cluster in which jobs of a local script start. Asked once for each workspace folder and cluster:
 * it proposes the folder of the same name in the home directory when that exists, else the home directory. A script has
 * a folder of its own once it was asked for that one alone. Undefined when the person dismissed the question.
 */
export async function chooseWorkFolder(
	session: ClusterSession,
	script: Uri,
	memory: Memento,
	{ isForScript = false }: { readonly isForScript?: boolean } = {},
): Promise<string | undefined> {
	const localFolder = workspace.getWorkspaceFolder(script);
	const keyOf = (uri: Uri | undefined) => `workFolder:${session.name}:${uri?.toString() ?? ''}`;
	const [ofScript, ofFolder] = [keyOf(script), keyOf(localFolder?.uri)];
	const known = await firstFolder(session, [memory.get<string>(ofScript), memory.get<string>(ofFolder)]);
	if (known !== undefined && !isForScript) return known;
	const home = await session.homeFolder(AbortSignal.timeout(DEADLINE_MS));
	const sameName = `${home}/${localFolder?.name ?? ''}`;
	const proposal = localFolder && (await isFolder(session, sameName)) ? sameName : home;
	const answer = await window.showInputBox({
		title: l10n.t('Where on {0} should the job start?', session.name),
		prompt: isForScript
			? l10n.t(
					'The folder on the cluster that holds what the script needs. It is remembered for this script.',
				)
			: l10n.t(
					'The folder on the cluster that holds your project. It is remembered for this workspace; "Submit Job With Options" changes it for one script.',
				),
		value: known ?? proposal,
		ignoreFocusOut: true,
		validateInput: async (path) => {
			if (!path.startsWith('/')) return l10n.t('Write the whole path, beginning with "/".');
			return (await isFolder(session, path))
				? undefined
				: l10n.t('There is no such folder on {0}.', session.name);
		},
	});
	if (answer !== undefined) await memory.update(isForScript ? ofScript : ofFolder, answer);
	return answer;
}

/** The first path that is a folder there. */
async function firstFolder(
	session: ClusterSession,
	paths: readonly (string | undefined)[],
): Promise<string | undefined> {
	for (const path of paths) if (path !== undefined && (await isFolder(session, path))) return path;
	return undefined;
}

async function isFolder(session: ClusterSession, path: string): Promise<boolean> {
	try {
		return (await session.files.stat(path, AbortSignal.timeout(DEADLINE_MS))).type === 'directory';
	} catch {
		return false;
	}
}
