import * as l10n from '@vscode/l10n';
import { type Uri, type WorkspaceFolder, workspace } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { expandFolder } from '../../storage/sync/expandFolder.ts';
import type { Workbench } from '../commands/action.ts';
import { chooseWorkFolder } from '../commands/chooseWorkFolder.ts';
import { clusterTarget } from '../commands/clusterTarget.ts';
import { connectAnyway, sessionOf } from '../commands/connectAction.ts';
import { parentOf, SCHEME } from '../remoteUri.ts';
import { SYNC_SETTING, type SyncSetting, syncSettingOf } from '../syncSetting.ts';

const DEADLINE_MS = 30_000;

/** Where a job of a file runs. */
export interface LaunchPlace {
	readonly session: ClusterSession;
	/** The folder on the cluster that stands for the one that the file is in. */
	readonly workDir: string;
	/** Present where the workspace is kept alike on that cluster. */
	readonly synced: { readonly folder: WorkspaceFolder; readonly setting: SyncSetting } | undefined;
	/** True where the file is on the cluster itself. */
	readonly isThere: boolean;
}

/** True where a file of the project is on the cluster when its job starts: it is there already, or the workspace is synced. */
export function isOnCluster(file: Uri): boolean {
	const folder = workspace.getWorkspaceFolder(file);
	return file.scheme === SCHEME || (folder !== undefined && syncSettingOf(folder) !== undefined);
}

/** Finds out where jobs of a file run, asking what is not known; undefined when the person dismissed a question. */
export async function launchPlace(workbench: Workbench, file: Uri): Promise<LaunchPlace | undefined> {
	const { app } = workbench;
	if (file.scheme === SCHEME) {
		const session = app.sessions.get(file.authority);
		return { session, workDir: parentOf(file).path, synced: undefined, isThere: true };
	}
	const folder = workspace.getWorkspaceFolder(file);
	const setting = folder && syncSettingOf(folder);
	const config = setting && (await app.cluster(setting.cluster));
	if (folder && setting && config) {
		const session = await sessionOf(app, config);
		const root = await session.run(
			expandFolder(setting.folder, SYNC_SETTING),
			AbortSignal.timeout(DEADLINE_MS),
		);
		const inside = parentOf(file).path.slice(folder.uri.path.replace(/\/$/, '').length);
		return { session, workDir: `${root}${inside}`, synced: { folder, setting }, isThere: false };
	}
	const session =
		app.sessions.connected.length === 0
			? await connectAnyway(app)
			: await clusterTarget(app.sessions.connected, undefined, l10n.t('Submit to which cluster?'));
	if (!session) return undefined;
	const workDir = await chooseWorkFolder(session, file, workbench.workspaceState);
	return workDir === undefined ? undefined : { session, workDir, synced: undefined, isThere: false };
}
