import * as l10n from '@vscode/l10n';
import { type Uri, window, workspace } from 'vscode';
import { deletionQuestion } from '../../presenters/deletionText.ts';
import { countTree, type TreeCount } from '../../storage/countTree.ts';
import { parentOf } from '../remoteUri.ts';
import { withProgress } from '../withProgress.ts';
import type { Action, Workbench } from './action.ts';
import { storageTargets } from './storageTarget.ts';

/** "Delete…" in the Storage view: says how many files and how much, and asks once. */
export const deleteAction: Action = {
	id: 'aiFactory.delete',
	async run(workbench, target, selection) {
		const uris = storageTargets(workbench, target, selection);
		const [first] = uris;
		if (!first) return;
		const counts = await withProgress(l10n.t('Counting what would be deleted'), (signal) =>
			Promise.all([...byCluster(uris)].map(([cluster, paths]) => count(workbench, cluster, paths, signal))),
		);
		const { what, detail } = deletionQuestion(
			uris.map(({ path }) => path),
			counts.reduce(sum),
		);
		const yes = l10n.t('Delete');
		if ((await window.showWarningMessage(what, { modal: true, detail }, yes)) !== yes) return;
		try {
			for (const uri of uris) await workspace.fs.delete(uri, { recursive: true });
		} finally {
			for (const uri of uris) workbench.storageView.refreshFolder(parentOf(uri));
		}
	},
};

function byCluster(uris: readonly Uri[]): ReadonlyMap<string, readonly string[]> {
	const clusters = new Map<string, string[]>();
	for (const { authority, path } of uris) clusters.set(authority, [...(clusters.get(authority) ?? []), path]);
	return clusters;
}

function count({ app }: Workbench, cluster: string, paths: readonly string[], signal: AbortSignal) {
	return app.sessions.get(cluster).run(countTree(paths), signal);
}

function sum(a: TreeCount, b: TreeCount): TreeCount {
	return { files: a.files + b.files, bytes: a.bytes + b.bytes, isComplete: a.isComplete && b.isComplete };
}
