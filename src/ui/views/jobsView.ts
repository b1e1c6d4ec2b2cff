import * as l10n from '@vscode/l10n';
import { commands, EventEmitter, type TreeDataProvider, TreeItem, window } from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { withBells } from '../../presenters/bellRows.ts';
import { connectionRow } from '../../presenters/connectionRow.ts';
import { activeJobs, type ClusterJobs, jobRows } from '../../presenters/jobRows.ts';
import { jobsMessage } from '../../presenters/jobsMessage.ts';
import { RowTree } from '../../presenters/rowTree.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { JobNotices } from '../../session/notices/jobNotices.ts';
import { Ticker } from '../ticker.ts';
import { treeItemOf } from './treeView.ts';

/** The view, and a way to bring one job into sight. */
export interface JobsView {
	/** Ids of the rows that the person has selected. */
	readonly selection: readonly string[];
	reveal(cluster: string, jobId: string): Promise<void>;
	dispose(): Promise<void>;
}

/** Shows the jobs of all connected clusters, and keeps their stores polling while it is visible. */
export function createJobsView(app: App, notices: JobNotices): JobsView {
	const owned = new DisposableStore();
	const changed = owned.add(new EventEmitter<string[] | undefined>());
	let tree = new RowTree([]);
	const provider: TreeDataProvider<string> = {
		onDidChangeTreeData: changed.event,
		getChildren: (id) =>
			((id === undefined ? tree.roots : tree.find(id)?.children) ?? []).map((row) => row.id),
		getParent: (id) => tree.parentOf(id),
		getTreeItem: (id) => {
			const row = tree.find(id);
			return row ? treeItemOf(row) : new TreeItem('');
		},
	};
	const view = owned.add(
		window.createTreeView('aiFactory.jobs', {
			treeDataProvider: provider,
			showCollapseAll: true,
			canSelectMany: true,
		}),
	);

	const ticker = owned.add(new Ticker(() => countDown()));
	const watches = new Map<ClusterSession, DisposableStore>();
	const update = () => {
		const clusters = clusterJobs(app);
		const { running, pending } = activeJobs(clusters);
		const badge = l10n.t('{0} running, {1} waiting', running, pending);
		view.badge = running + pending > 0 ? { value: running + pending, tooltip: badge } : undefined;
		view.message = jobsMessage(clusters.map(({ snapshot }) => snapshot)) ?? '';
		view.description = app.sessions.present.map(nameWithNode).join(', ');
		ticker.run(app.sessions.reconnecting.length > 0);
		const isLoading = clusters.some(({ snapshot }) => snapshot.kind === 'loading');
		void commands.executeCommand('setContext', 'aiFactory.jobsLoading', isLoading);
		const before = tree;
		tree = new RowTree(withBells(jobRows(clusters, app.now()), ringsOnRow(app, notices)));
		const changes = tree.changesSince(before);
		if (changes === 'all') changed.fire(undefined);
		else if (changes.length > 0) changed.fire([...changes]);
	};
	const countDown = () => {
		const rows = clusterJobs(app).flatMap(({ connection }) => connection ?? []);
		for (const row of rows) tree.replace(row);
		changed.fire(rows.map(({ id }) => id));
	};
	const followAndUpdate = () => {
		follow(app, watches, view.visible, update);
		update();
	};
	owned.add(app.sessions.onDidChange(followAndUpdate));
	owned.add(view.onDidChangeVisibility(followAndUpdate));
	owned.add(notices.onDidChangeBells(update));
	owned.add({ dispose: () => Promise.all([...watches.values()].map((watch) => watch.dispose())) });
	followAndUpdate();
	return {
		get selection() {
			return view.selection;
		},
		async reveal(cluster, jobId) {
			const id = `${cluster}/${jobId}`;
			if (tree.find(id)) await view.reveal(id, { select: true, focus: false });
		},
		dispose: () => owned.dispose(),
	};
}

function clusterJobs(app: App): readonly ClusterJobs[] {
	const { present, states } = app.sessions;
	return present.map(({ name, jobs }) => ({
		cluster: name,
		snapshot: jobs.snapshot,
		connection: connectionRow(name, states.get(name), app.now()),
	}));
}

/** Whether the job behind a row has a bell. */
function ringsOnRow(app: App, notices: JobNotices): (rowId: string) => boolean {
	const ringing = app.sessions.present.flatMap(({ name, jobs: { snapshot } }) => {
		const rings = notices.ringsOn(name);
		const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs.filter(rings);
		return jobs.map(({ id }) => `${name}/${id}`);
	});
	const rows = new Set(ringing);
	return (rowId) => rows.has(rowId);
}

/** The login node is told where there is a choice. */
function nameWithNode({ name, config, node }: ClusterSession): string {
	return config.hosts.length > 1 && node.host !== name ? l10n.t('{0} on {1}', name, node.host) : name;
}

/** Listens to every connected cluster's jobs; polls them only while the view can be seen. */
function follow(
	app: App,
	watches: Map<ClusterSession, DisposableStore>,
	visible: boolean,
	update: () => void,
): void {
	const before = [...watches.values()];
	watches.clear();
	for (const session of app.sessions.present) {
		const watch = new DisposableStore();
		watches.set(session, watch);
		if (visible && app.sessions.find(session.name)) watch.add(session.jobs.watch());
		watch.add(session.jobs.onDidChange(update));
	}
	for (const watch of before) void watch.dispose();
}
