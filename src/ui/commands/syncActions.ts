import * as l10n from '@vscode/l10n';
import { Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import { ProblemError } from '../../problems/problem.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { fetchResults, syncFolder } from '../sync.ts';
import {
	chooseSync,
	SYNC_SETTING,
	type SyncSetting,
	syncSettingOf,
	writeSyncSetting,
} from '../syncSetting.ts';
import type { Action, Workbench } from './action.ts';
import { sessionOf } from './connectAction.ts';

/** "Sync Workspace to Cluster…": sends what changed to the folder that the settings name, and lets it be chosen the first time. */
export const syncWorkspaceAction: Action = {
	id: 'aiFactory.syncWorkspace',
	async run(workbench, target) {
		const chosen = await settled(workbench, target, l10n.t('Sync which folder?'));
		if (chosen) await syncFolder(workbench, chosen.session, chosen.folder, chosen.setting);
	},
};

/** "Fetch Results…": brings what the settings call results, and asks for that the first time. */
export const fetchResultsAction: Action = {
	id: 'aiFactory.fetchResults',
	async run(workbench, target) {
		const chosen = await settled(workbench, target, l10n.t('Fetch results for which folder?'));
		if (!chosen) return;
		const { session, folder, setting } = chosen;
		const results = setting.results.length > 0 ? setting.results : await askForResults(folder);
		if (results) await fetchResults(workbench, session, folder, { ...setting, results });
	},
};

interface Settled {
	readonly session: ClusterSession;
	readonly folder: WorkspaceFolder;
	readonly setting: SyncSetting;
}

async function settled(workbench: Workbench, target: unknown, title: string): Promise<Settled | undefined> {
	// The settings of a workspace say where to connect to and what to write there.
	if (!workspace.isTrusted) {
		void window.showWarningMessage(l10n.t('A workspace that you do not trust is not synced.'));
		return undefined;
	}
	const folder = await folderOf(target, title);
	if (!folder) return undefined;
	const setting = syncSettingOf(folder) ?? (await chooseSync(workbench, folder));
	if (!setting) return undefined;
	const config = await workbench.app.cluster(setting.cluster);
	if (!config) {
		const detail = `${folder.name}: there is no cluster "${setting.cluster}" in your settings or your SSH configuration`;
		throw new ProblemError({ kind: 'badSetting', setting: SYNC_SETTING, detail });
	}
	return { session: await sessionOf(workbench.app, config), folder, setting };
}

/** The folder that was clicked, the only one, or the one that the person picks; folders of this computer only. */
async function folderOf(target: unknown, title: string): Promise<WorkspaceFolder | undefined> {
	const local = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
	const clicked = target instanceof Uri ? workspace.getWorkspaceFolder(target) : undefined;
	const found = local.find(({ uri }) => uri.toString() === clicked?.uri.toString());
	if (found) return found;
	if (local.length === 0) {
		void window.showInformationMessage(
			l10n.t('Open the folder of your project first: then it can be synced to a cluster.'),
		);
		return undefined;
	}
	if (local.length === 1) return local[0];
	const items = local.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
	return (await window.showQuickPick(items, { title }))?.folder;
}

async function askForResults(folder: WorkspaceFolder): Promise<readonly string[] | undefined> {
	const answer = await window.showInputBox({
		title: l10n.t('Which files are results?'),
		prompt: l10n.t(
			'Patterns as in .gitignore, with commas between them, from the folder that "{0}" is synced to.',
			folder.name,
		),
		value: 'outputs/**, *.csv',
		ignoreFocusOut: true,
		validateInput: (text) => (patternsOf(text).length > 0 ? undefined : l10n.t('Type a pattern.')),
	});
	if (answer === undefined) return undefined;
	await writeSyncSetting(folder, { results: patternsOf(answer) });
	return patternsOf(answer);
}

function patternsOf(text: string): readonly string[] {
	return text
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
