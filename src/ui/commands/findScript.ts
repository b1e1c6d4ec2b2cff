import * as l10n from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { isProblem } from '../../problems/problem.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import { isCopy, scriptPaths } from '../../slurm/scriptPaths.ts';
import { remoteUri } from '../remoteUri.ts';

/**
 * The batch script of a job: on the cluster where it is still there, else the file of that name in an open folder or
 * editor, else as the person chooses; undefined when they choose none.
 */
export async function findScript(
	session: ClusterSession,
	job: Job,
	submitLine: string,
	signal: AbortSignal,
): Promise<Uri | undefined> {
	const paths = scriptPaths(job, submitLine);
	for (const path of paths) {
		if (!isCopy(path) && (await isFile(session, path, signal))) return remoteUri(session.name, path);
	}
	const [name = ''] = paths.map((path) => path.split('/').at(-1) ?? '');
	const local = await localScripts(name);
	if (local.length === 1) return local[0];
	return chooseScript(local, job.name);
}

async function isFile(session: ClusterSession, path: string, signal: AbortSignal): Promise<boolean> {
	try {
		return (await session.files.stat(path, signal)).type === 'file';
	} catch (error) {
		if (isProblem(error, 'remoteFile')) return false;
		throw error;
	}
}

/** In the open editors, and right in the open folders: a search through them may take long, and on a cluster never ends. */
async function localScripts(name: string): Promise<readonly Uri[]> {
	if (name === '') return [];
	const open = workspace.textDocuments.map(({ uri }) => uri).filter(({ path }) => path.endsWith(`/${name}`));
	const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => Uri.joinPath(uri, name));
	const there = await Promise.all(
		folders.map((uri) =>
			Promise.resolve(workspace.fs.stat(uri)).then(
				() => [uri],
				() => [],
			),
		),
	);
	return [...new Map([...open, ...there.flat()].map((uri) => [uri.toString(), uri])).values()];
}

async function chooseScript(candidates: readonly Uri[], jobName: string): Promise<Uri | undefined> {
	const other = l10n.t('Choose a File…');
	const title = l10n.t('Which file is the script of {0}?', jobName);
	if (candidates.length > 0) {
		const items = candidates.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
		const picked = await window.showQuickPick([...items, { label: other, uri: undefined }], { title });
		if (!picked || picked.uri) return picked?.uri;
	}
	const [file] =
		(await window.showOpenDialog({ title, openLabel: l10n.t('Use This Script'), canSelectMany: false })) ??
		[];
	return file;
}
