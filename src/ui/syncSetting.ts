import * as l10n from '@vscode/l10n';
import { ConfigurationTarget, type QuickPickItem, type WorkspaceFolder, window, workspace } from 'vscode';
import { ProblemError } from '../problems/problem.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { expandFolder } from '../storage/sync/expandFolder.ts';
import type { Workbench } from './commands/action.ts';
import { clusterTarget } from './commands/clusterTarget.ts';
import { connectAnyway } from './commands/connectAction.ts';

export const SYNC_SETTING = 'aiFactory.sync';

/** Where a workspace folder is synced to, and what of it. */
export interface SyncSetting {
	readonly cluster: string;
	/** As the person wrote it: `~/thesis`, `$PROJECT/thesis`, `/data/thesis`. */
	readonly folder: string;
	readonly exclude: readonly string[];
	readonly delete: 'ask' | 'never';
	readonly results: readonly string[];
}

/** What the settings say of a workspace folder; undefined where they name no cluster. Throws ProblemError `badSetting`. */
export function syncSettingOf(folder: WorkspaceFolder): SyncSetting | undefined {
	const found = workspace.getConfiguration('aiFactory', folder.uri).get<Record<string, unknown>>('sync', {});
	const fail = (detail: string) =>
		new ProblemError({ kind: 'badSetting', setting: SYNC_SETTING, detail: `${folder.name}: ${detail}` });
	const { cluster, folder: remote, delete: deletion = 'ask' } = found;
	if (cluster === undefined && remote === undefined) return undefined;
	if (typeof cluster !== 'string' || cluster === '') throw fail('"cluster" must be the name of a cluster');
	if (typeof remote !== 'string' || remote === '') throw fail('"folder" must be a folder on the cluster');
	if (deletion !== 'ask' && deletion !== 'never') throw fail('"delete" must be "ask" or "never"');
	const lines = (key: 'exclude' | 'results') => {
		const value = found[key] ?? [];
		if (!Array.isArray(value) || !value.every((line) => typeof line === 'string'))
			throw fail(`"${key}" must be a list of patterns`);
		return value;
	};
	const patterns = { exclude: lines('exclude'), results: lines('results') };
	return { cluster, folder: remote, delete: deletion, ...patterns };
}

/** Lets the person choose where a workspace folder goes, and writes it to the folder's settings. Undefined when dismissed. */
export async function chooseSync(
	workbench: Workbench,
	folder: WorkspaceFolder,
): Promise<SyncSetting | undefined> {
	const { sessions } = workbench.app;
	const session =
		sessions.present.length > 0
			? await clusterTarget(sessions.present, undefined, l10n.t('Sync "{0}" to which cluster?', folder.name))
			: await connectAnyway(workbench.app);
	if (!session) return undefined;
	const remote = await chooseFolder(session, folder.name);
	if (remote === undefined) return undefined;
	await writeSyncSetting(folder, { cluster: session.name, folder: remote });
	return syncSettingOf(folder);
}

/** Adds to what the folder's own settings say. */
export async function writeSyncSetting(folder: WorkspaceFolder, change: Partial<SyncSetting>): Promise<void> {
	const configuration = workspace.getConfiguration('aiFactory', folder.uri);
	const own = configuration.inspect<Record<string, unknown>>('sync')?.workspaceFolderValue;
	await configuration.update('sync', { ...own, ...change }, ConfigurationTarget.WorkspaceFolder);
}

interface FolderItem extends QuickPickItem {
	readonly folder?: string;
}

async function chooseFolder(session: ClusterSession, name: string): Promise<string | undefined> {
	const areas = await session.areas(AbortSignal.timeout(60_000));
	const ofAreas = areas.map(({ kind, label, path }): FolderItem => {
		const folder = kind === 'home' ? `~/${name}` : `${path}/${name}`;
		return { label: folder, description: label, folder };
	});
	const items = [...ofAreas, { label: l10n.t('$(edit) Another Folder…') }];
	const title = l10n.t('Sync "{0}" to which folder on {1}?', name, session.name);
	const placeHolder = l10n.t('A folder of its own: the sync makes it');
	const picked = await window.showQuickPick<FolderItem>(items, { title, placeHolder });
	if (!picked || picked.folder !== undefined) return picked?.folder;
	return window.showInputBox({
		title,
		prompt: l10n.t('A path that begins with "/", "~/", or a variable of the cluster as in "$SCRATCH/".'),
		value: `~/${name}`,
		ignoreFocusOut: true,
		validateInput: async (text) => {
			try {
				await session.run(expandFolder(text, SYNC_SETTING), AbortSignal.timeout(30_000));
				return undefined;
			} catch (error) {
				return error instanceof ProblemError && error.problem.kind === 'badSetting'
					? error.problem.detail
					: (error as Error).message;
			}
		},
	});
}
