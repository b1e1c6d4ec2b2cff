import * as l10n from '@vscode/l10n';
import {
	commands,
	EventEmitter,
	MarkdownString,
	type Memento,
	type TreeDataProvider,
	TreeItem,
	window,
} from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { type Bells, withBells } from '../../presenters/bellRows.ts';
import { connectionRow } from '../../presenters/connectionRow.ts';
import { jobOfRow, readDayRowId, readJobRowId } from '../../presenters/jobRowId.ts';
import { activeJobs, jobRows } from '../../presenters/jobRows.ts';
import { filterMessage, jobsMessage } from '../../presenters/jobsMessage.ts';
import { jobTooltip } from '../../presenters/jobTooltip.ts';
import { RowTree } from '../../presenters/rowTree.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { JobNotices } from '../../session/notices/jobNotices.ts';
import { steadyId, unitIdOf } from '../../slurm/wholeJob.ts';
import { Ticker } from '../ticker.ts';
import { JobDetailRows, type OpenJob } from './jobDetailRows.ts';
import { JOB_DETAILS } from './jobDetails.ts';
import { JobsChoice } from './jobsChoice.ts';
import { OpenJobRows } from './openJobRows.ts';
import { ShownJobs } from './shownJobs.ts';
import { treeItemOf } from './treeView.ts';

/** A running job's words are coarse; nobody sees a difference sooner. */
const CLOCK_SECONDS = 5;

/** The view, and a way to bring one job into sight. */
export interface JobsView {
	readonly choice: JobsChoice;
	/** Ids of the rows that the person has selected. */
	readonly selection: readonly string[];
	reveal(cluster: string, jobId: string): Promise<void>;
	/** Opens the history of every cluster, or of the only one. */
	revealHistory(): Promise<void>;
	/** Asks accounting anew: for the day of the row, or for every day that was asked for. */
	refreshHistory(rowId: string | undefined): void;
	/** Shows more of the list that the row ends. */
	showMore(rowId: string): void;
	dispose(): Promise<void>;
}

/** Shows the jobs of all connected clusters, and keeps their stores polling while it is visible. */
export function createJobsView(app: App, notices: JobNotices, memory: Memento): JobsView {
	return new View(app, notices, memory);
}

class View implements JobsView, TreeDataProvider<string> {
	readonly choice: JobsChoice;
	readonly #app: App;
	readonly #notices: JobNotices;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<string[] | undefined>());
	readonly #details: JobDetailRows;
	readonly #open: OpenJobRows;
	readonly #shown: ShownJobs;
	readonly #view;
	readonly #countdown;
	readonly #clock;
	readonly #watches = new Map<ClusterSession, DisposableStore>();
	#tree = new RowTree([]);

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(app: App, notices: JobNotices, memory: Memento) {
		this.#app = app;
		this.#notices = notices;
		this.choice = this.#owned.add(new JobsChoice(memory, app.notes));
		this.#details = this.#owned.add(
			new JobDetailRows(
				JOB_DETAILS,
				() => app.now(),
				() => this.#update(),
			),
		);
		this.#open = new OpenJobRows(this.#details);
		this.#shown = new ShownJobs(app, this.choice, this.#open, () => this.#update());
		this.#view = this.#owned.add(
			window.createTreeView<string>('aiFactory.jobs', {
				treeDataProvider: this,
				showCollapseAll: true,
				canSelectMany: true,
			}),
		);
		this.#countdown = this.#owned.add(new Ticker(() => this.#countDown()));
		this.#clock = this.#owned.add(new Ticker(() => this.#update(), CLOCK_SECONDS));
		this.#owned.add(this.choice.onDidChange(() => this.#update()));
		this.#owned.add(notices.onDidChangeBells(() => this.#update()));
		this.#owned.add(app.sessions.onDidChange(() => this.#followAndUpdate()));
		this.#owned.add(this.#view.onDidChangeVisibility(() => this.#followAndUpdate()));
		this.#owned.add(this.#view.onDidExpandElement(({ element }) => this.#expanded(element)));
		this.#owned.add(this.#view.onDidCollapseElement(({ element }) => this.#open.close(element)));
		this.#owned.add({
			dispose: () => Promise.all([...this.#watches.values()].map((watch) => watch.dispose())),
		});
		this.#followAndUpdate();
	}

	async getChildren(id?: string): Promise<string[]> {
		if (id !== undefined && isOpenedOnDemand(this.#tree.find(id)?.contextValue)) {
			this.#open.open(id);
			await this.#read(id);
			this.#update(id);
		}
		const rows = id === undefined ? this.#tree.roots : this.#tree.find(id)?.children;
		return (rows ?? []).map((row) => row.id);
	}

	getParent(id: string): string | undefined {
		return this.#tree.parentOf(id);
	}

	getTreeItem(id: string): TreeItem {
		const row = this.#tree.find(id);
		return row ? treeItemOf(row) : new TreeItem('');
	}

	resolveTreeItem(item: TreeItem, id: string): TreeItem {
		const target = /^job\b/.test(this.#tree.find(id)?.contextValue ?? '') ? this.#jobOf(id) : undefined;
		if (target) {
			const { snapshot } = target.session.jobs;
			const at = snapshot.kind === 'loading' ? undefined : snapshot.at;
			const now = this.#app.now();
			const age = at ? (now.getTime() - at.getTime()) / 1000 : 0;
			item.tooltip = new MarkdownString(jobTooltip(target.job, age, now), true);
		}
		return item;
	}

	get selection(): readonly string[] {
		return this.#view.selection;
	}

	async reveal(cluster: string, jobId: string): Promise<void> {
		const id = `${cluster}/${jobId}`;
		const array = `${cluster}/${jobId.split(/[_+]/)[0]}`;
		if (!this.#tree.find(id) && this.#tree.find(array) && this.#open.open(array)) this.#update();
		const shown = [id, array].find((one) => this.#tree.find(one));
		if (shown !== undefined) await this.#view.reveal(shown, { select: true, focus: false });
	}

	async revealHistory(): Promise<void> {
		for (const { name } of this.#app.sessions.present) {
			const id = `${name}/history`;
			if (this.#tree.find(id)) await this.#view.reveal(id, { select: true, focus: true, expand: true });
		}
	}

	refreshHistory(rowId: string | undefined): void {
		const target = rowId === undefined ? undefined : readDayRowId(rowId);
		for (const { name, history } of this.#app.sessions.present) {
			if (target?.cluster === name) void history.reload(target.day);
			if (!target && (rowId === undefined || rowId.startsWith(`${name}/`))) {
				history.forget();
				this.#reloadDays(name);
			}
		}
	}

	showMore(rowId: string): void {
		const list = this.#tree.parentOf(rowId);
		if (list === undefined) return;
		this.#open.showMore(list, (this.#tree.find(list)?.children?.length ?? 1) - 1);
		this.#update();
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}

	#followAndUpdate(): void {
		this.#follow();
		this.#update();
	}

	/** Listens to every connected cluster's jobs; polls them only while the view can be seen. */
	#follow(): void {
		const before = [...this.#watches.values()];
		this.#watches.clear();
		for (const session of this.#app.sessions.present) {
			const watch = new DisposableStore();
			this.#watches.set(session, watch);
			if (this.#view.visible && this.#app.sessions.find(session.name)) watch.add(session.jobs.watch());
			watch.add(session.jobs.onDidChange(() => this.#jobsChanged()));
			watch.add(session.history.onDidChange(() => this.#update()));
		}
		for (const watch of before) void watch.dispose();
	}

	#jobsChanged(): void {
		this.#update();
		if (this.#view.visible) void this.#details.refresh((id) => this.#jobOf(id)).then(() => this.#update());
	}

	/** Draws what has changed. @param known a row whose children VS Code is being given anyway */
	#update(known?: string): void {
		const { filter } = this.choice;
		const clusters = this.#shown.clusters();
		const snapshots = clusters.map(({ snapshot }) => snapshot);
		const { running, pending } = activeJobs(snapshots);
		const badge = l10n.t('{0} running, {1} waiting', running, pending);
		this.#view.badge = running + pending > 0 ? { value: running + pending, tooltip: badge } : undefined;
		const count = (key: 'shownCount' | 'totalCount') =>
			clusters.reduce((sum, { groups }) => sum + groups[key], 0);
		const messages = [
			jobsMessage(snapshots),
			clusters.length > 0 ? filterMessage(filter, count('shownCount'), count('totalCount')) : undefined,
		];
		this.#view.message = messages.filter((text) => text !== undefined).join(' ');
		this.#view.description = this.#app.sessions.present.map(nameWithNode).join(', ');
		this.#countdown.run(this.#app.sessions.reconnecting.length > 0);
		this.#clock.run(this.#view.visible && running > 0);
		const isLoading = snapshots.some(({ kind }) => kind === 'loading');
		void commands.executeCommand('setContext', 'aiFactory.jobsLoading', isLoading);
		const before = this.#tree;
		const [selected, ...others] = this.#view.selection;
		const rows = jobRows(clusters, this.#open, this.#app.now());
		this.#tree = new RowTree(withBells(rows, bellsOnRows(this.#app, this.#notices)));
		const changes = this.#tree.changesSince(before);
		if (changes === 'all') this.#changed.fire(undefined);
		else {
			const drawn = changes.filter((id) => id !== known);
			if (drawn.length > 0) this.#changed.fire([...drawn]);
		}
		// VS Code lets go of a row that goes to another group. To reveal it in a hidden view would open that.
		if (
			this.#view.visible &&
			selected !== undefined &&
			others.length === 0 &&
			this.#hasMoved(selected, before)
		)
			void this.#view.reveal(selected, { select: true, focus: false });
	}

	#hasMoved(id: string, before: RowTree): boolean {
		const parent = this.#tree.parentOf(id);
		return parent !== undefined && before.find(id) !== undefined && parent !== before.parentOf(id);
	}

	#countDown(): void {
		const { states, present } = this.#app.sessions;
		const rows = present.flatMap(({ name }) => connectionRow(name, states.get(name), this.#app.now()) ?? []);
		for (const row of rows) this.#tree.replace(row);
		this.#changed.fire(rows.map(({ id }) => id));
	}

	/** VS Code may still have what was below a row that is opened again. */
	#expanded(id: string): void {
		if (isOpenedOnDemand(this.#tree.find(id)?.contextValue) && this.#open.open(id)) this.#changed.fire([id]);
	}

	/** Reads what stands below a row, where that must be asked for. */
	async #read(id: string): Promise<void> {
		const day = /^day\b/.test(this.#tree.find(id)?.contextValue ?? '') ? readDayRowId(id) : undefined;
		if (day) {
			const session = this.#session(day.cluster);
			if (session) await Promise.all([session.history.load(day.day), this.#shown.askWho(session)]);
			return;
		}
		const isWhole = /\b(array|het)\b/.test(this.#tree.find(id)?.contextValue ?? '');
		const target = isWhole ? undefined : this.#jobOf(id);
		if (target) await this.#details.open(target);
	}

	/** The days of a cluster that are open must be there again. */
	#reloadDays(cluster: string): void {
		const session = this.#session(cluster);
		for (const { id } of this.#tree.find(`${cluster}/history`)?.children ?? []) {
			const target = this.#open.isOpen(id) ? readDayRowId(id) : undefined;
			if (target) void session?.history.load(target.day);
		}
	}

	#jobOf(rowId: string): OpenJob | undefined {
		const target = readJobRowId(rowId);
		const session = target && this.#session(target.cluster);
		if (!session) return undefined;
		const job = jobOfRow(session, target);
		return job && { rowId, session, job };
	}

	#session(name: string): ClusterSession | undefined {
		return this.#app.sessions.present.find((session) => session.name === name);
	}
}

/** Rows whose children are made when the person opens them: jobs, days, the history. */
function isOpenedOnDemand(contextValue: string | undefined): boolean {
	return /^(?:job|day|group history)\b/.test(contextValue ?? '');
}

/** The bells of the jobs behind the rows; a whole array has the one of its tasks. */
function bellsOnRows(app: App, notices: JobNotices): Bells {
	const ringing = app.sessions.present.flatMap(({ name, jobs: { snapshot } }) => {
		const rings = notices.ringsOn(name);
		const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs.filter(rings);
		return jobs.flatMap((job) => [steadyId(job), unitIdOf(job)].map((id) => `${name}/${id}`));
	});
	const rows = new Set(ringing);
	return { rings: (rowId) => rows.has(rowId), isForAll: notices.isForAll };
}

/** The login node is told where there is a choice. */
function nameWithNode({ name, config, node }: ClusterSession): string {
	return config.hosts.length > 1 && node.host !== name ? l10n.t('{0} on {1}', name, node.host) : name;
}
