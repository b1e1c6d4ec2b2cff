import { EventEmitter, type TreeDataProvider, TreeItem, window } from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { clusterRow } from '../../presenters/clusterRows.ts';
import { loadRow } from '../../presenters/loadRow.ts';
import { siteRow } from '../../presenters/profileText.ts';
import type { Row } from '../../presenters/row.ts';
import { RowTree } from '../../presenters/rowTree.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { FactName } from '../../slurm/cluster/clusterFacts.ts';
import { treeItemOf } from './treeView.ts';

const VIEW = 'aiFactory.clusters';
const LOOK_MS = 90_000;

/** What the view shows. Limits with their use are for a job that waits. */
const PARTS: readonly FactName[] = ['partitions', 'nodes', 'reservations', 'configuration', 'associations'];

export interface ClustersView {
	/** Asks Slurm anew, whatever is known. */
	refresh(): Promise<void>;
	dispose(): Promise<void>;
}

/** What the connected clusters offer. Asked for when a cluster's row is opened, and on request; nothing is polled. */
export function createClustersView(app: App): ClustersView {
	return new View(app);
}

class View implements ClustersView, TreeDataProvider<string> {
	readonly #app: App;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<string | undefined>());
	readonly #tree;
	/** Why the last look at a cluster failed as a whole. */
	readonly #failures = new Map<string, unknown>();
	#rows = new RowTree([]);
	#names = '';

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(app: App) {
		this.#app = app;
		this.#tree = this.#owned.add(
			window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true }),
		);
		this.#owned.add(app.sessions.onDidChange(() => this.#follow()));
	}

	getTreeItem(id: string): TreeItem {
		const row = this.#rows.find(id);
		return row ? treeItemOf(row) : new TreeItem('');
	}

	getParent(id: string): string | undefined {
		return this.#rows.parentOf(id);
	}

	async getChildren(id?: string): Promise<string[]> {
		if (id === undefined) {
			this.#rows = new RowTree(this.#app.sessions.present.map((session) => this.#rowOf(session)));
			return this.#rows.roots.map((row) => row.id);
		}
		const session = this.#app.sessions.present.find(({ name }) => name === id);
		if (session) await this.#look(session, undefined);
		return (this.#rows.find(id)?.children ?? []).map((row) => row.id);
	}

	async refresh(): Promise<void> {
		await window.withProgress({ location: { viewId: VIEW } }, async () => {
			for (const session of this.#app.sessions.connected) await this.#look(session, 0);
		});
		this.#changed.fire(undefined);
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}

	/** Resolves when the rows say what came of it. */
	async #look(session: ClusterSession, olderThanSeconds: number | undefined): Promise<void> {
		const before = session.facts.facts;
		try {
			const wanted = { parts: PARTS, ...(olderThanSeconds !== undefined && { olderThanSeconds }) };
			await session.facts.look(wanted, AbortSignal.timeout(LOOK_MS));
			this.#failures.delete(session.name);
		} catch (error) {
			this.#failures.set(session.name, error);
		}
		this.#rows = new RowTree(this.#app.sessions.present.map((one) => this.#rowOf(one)));
		// The row of the cluster itself tells the version and the time.
		if (session.facts.facts !== before) this.#changed.fire(session.name);
	}

	#rowOf(session: ClusterSession): Row {
		const { name, host, facts, slurm, site } = session;
		const offer = {
			...{ cluster: name, user: host.user, facts: facts.facts, error: this.#failures.get(name) },
			site: [siteRow(name, site)],
			load: [loadRow(name, slurm.load.lastHour())],
		};
		return clusterRow(offer, this.#app.now());
	}

	#follow(): void {
		const { present } = this.#app.sessions;
		const names = present.map(({ name }) => name).join();
		this.#tree.description = names;
		if (names === this.#names) return;
		this.#names = names;
		this.#failures.clear();
		this.#changed.fire(undefined);
	}
}
