import { AllocationStore } from '../allocation/allocationStore.ts';
import type { BudgetReader } from '../allocation/budgetReader.ts';
import { PlainSlurm } from '../allocation/slurm/plainSlurm.ts';
import type { BudgetSource } from '../allocation/source/budgetSource.ts';
import { DetectedBudgets } from '../allocation/source/detectBudgets.ts';
import { SiteBudgets } from '../allocation/source/siteBudgets.ts';
import { UsageLog } from '../allocation/usage/usageLog.ts';
import { unlessAborted } from '../base/abort.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import type { Notes } from '../base/notes.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { RemoteFiles } from '../remote/remoteFiles.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { run } from '../remote/run.ts';
import { ReconnectingHost } from '../remote/steady/reconnectingHost.ts';
import type { Site } from '../sites/site.ts';
import { ClusterFactsStore } from '../slurm/cluster/clusterFacts.ts';
import type { Job } from '../slurm/job.ts';
import { JobHistory } from '../slurm/jobHistory.ts';
import { JobStore } from '../slurm/jobStore.ts';
import { OutputPaths } from '../slurm/outputPaths.ts';
import { SlurmClient } from '../slurm/slurmClient.ts';
import { TailPlaces } from '../slurm/tailPlaces.ts';
import { findJob } from '../slurm/wholeJob.ts';
import type { Area } from '../storage/area.ts';
import { deleteTree } from '../storage/deleteTree.ts';
import { findAreas } from '../storage/findAreas.ts';
import { type Identity, readIdentity } from '../storage/identity.ts';
import { copyTree, moveTree, type TreeMove } from '../storage/moveTree.ts';
import { type AreaSpace, SpaceStore } from '../storage/space/spaceStore.ts';
import { StorageWatch } from '../storage/storageWatch.ts';
import type { TransferHost } from '../storage/transfer/transferHost.ts';
import { AllocationUse } from './allocationUse.ts';
import type { ClusterConfig } from './clusterConfig.ts';
import type { LoginNode, Opened } from './connector.ts';
import { JobPrices } from './jobPrices.ts';
import { JobReports } from './jobReport.ts';
import { LiveUsage } from './liveUsage.ts';
import { TransferFiles } from './transferFiles.ts';

/** Of so many jobs it is kept what was seen on their nodes. */
const MOST_LIVE = 16;

/** What callers share is not ended by the signal of one of them. */
const NEVER = new AbortController().signal;

const READ_HOME: RemoteCommand<string> = { argv: ['printenv', 'HOME'], parse: (stdout) => stdout.trimEnd() };

export interface ClusterSessionOptions {
	readonly now: () => Date;
	readonly notes: Notes;
	/** How all known sites tell what is left, for a cluster without a profile. */
	readonly knownBudgets: () => Promise<readonly BudgetSource[]>;
	/** Comes back to a login node without the person. */
	readonly reopen: (host: string, signal: AbortSignal) => Promise<Opened>;
	/** Signs in to the host for files. */
	readonly openTransfers: (host: string, isAttended: boolean, signal: AbortSignal) => Promise<RemoteHost>;
}

/**
 * One cluster that was connected: the host, what the site's profile says, and the stores that are fed over the connection.
 * It outlives a lost link.
 */
export class ClusterSession {
	readonly config: ClusterConfig;
	readonly now: () => Date;
	readonly host: ReconnectingHost;
	/** The cluster's files as the person sees them: over the host for transfers where there is one. */
	readonly files: RemoteFiles;
	readonly site: Site;
	readonly slurm: SlurmClient;
	readonly jobs: JobStore;
	/** Jobs of days past. */
	readonly history: JobHistory;
	/** Who may follow an output by a process on the login node. */
	readonly tails = new TailPlaces();
	readonly allocation: AllocationStore;
	/** What the accounts used from day to day. */
	readonly use: AllocationUse;
	/** What the cluster offers and allows: partitions, nodes, limits, reservations. */
	readonly facts: ClusterFactsStore;
	/** How much of each storage area is used. */
	readonly space: SpaceStore;
	/** Notices what others change in storage. */
	readonly watch: StorageWatch;
	/** What happened to jobs that are over. */
	readonly reports: JobReports;
	/** What jobs may cost. */
	readonly prices: JobPrices;
	readonly #live = new Map<string, LiveUsage>();
	readonly #owned = new DisposableStore();
	readonly #transfers: TransferFiles | undefined;
	#node: LoginNode;
	#areas: Promise<readonly Area[]> | undefined;
	#home: string | undefined;
	#identity: Promise<Identity | undefined> | undefined;
	#runningBefore = '';

	constructor(config: ClusterConfig, site: Site, opened: Opened, options: ClusterSessionOptions) {
		const { now, notes, reopen, openTransfers } = options;
		const { transferHost } = config;
		this.config = config;
		this.now = now;
		this.site = site;
		this.#node = opened.node;
		this.host = this.#owned.add(
			new ReconnectingHost(opened.host, {
				...{ now, random: Math.random },
				reopen: async (signal) => {
					const { host, node } = await reopen(this.#node.host, signal);
					this.#node = node;
					return host;
				},
			}),
		);
		this.#transfers =
			transferHost === undefined
				? undefined
				: this.#owned.add(
						new TransferFiles({
							name: transferHost,
							now,
							open: (isAttended, signal) => openTransfers(transferHost, isAttended, signal),
						}),
					);
		this.files = this.#transfers?.files ?? this.host.files;
		this.slurm = new SlurmClient(this.host, now, site.slurm);
		this.facts = this.#owned.add(new ClusterFactsStore(this.slurm, opened.host.user, now));
		this.allocation = this.#owned.add(
			new AllocationStore(this.#budgetReaders(options), options.notes, config.name, now),
		);
		const log = new UsageLog(options.notes, config.name);
		this.use = this.#owned.add(new AllocationUse(this.slurm, this.allocation, log, now));
		this.#owned.add(
			this.allocation.onDidChange((snapshot) => {
				if (snapshot.kind === 'loaded') log.add(snapshot.budgets, now());
			}),
		);
		const paths = this.#owned.add(new OutputPaths(config.name, notes, now));
		this.jobs = this.#owned.add(new JobStore(this.slurm, site.pace, now, paths));
		this.#owned.add(
			this.jobs.onDidChange((snapshot) => {
				if (snapshot.kind === 'loaded') paths.remember(snapshot.jobs);
			}),
		);
		this.history = this.#owned.add(new JobHistory(this.slurm, paths, now));
		this.watch = this.#owned.add(new StorageWatch(this.host));
		this.space = this.#owned.add(new SpaceStore(this.host, site.quota, now));
		this.reports = new JobReports(this, now);
		this.prices = this.#owned.add(new JobPrices(this));
		this.#owned.add(this.jobs.onDidChange(() => this.#followAllocation()));
		this.#owned.add(
			this.host.onDidChangeState(({ kind }) => {
				if (kind !== 'up') return;
				this.jobs.refreshIfWatched();
				this.allocation.refreshIfCutOff();
			}),
		);
	}

	/** The login node in use. */
	get node(): LoginNode {
		return this.#node;
	}

	/** Goes on over a connection that the person made anew, perhaps to another login node. */
	goOnWith({ host, node }: Opened): void {
		this.#node = node;
		this.host.replace(host);
	}

	/** Lets the next file ask for a sign-in at the host for transfers, where the last one failed. */
	retryTransfers(): void {
		this.#transfers?.retry();
	}

	get name(): string {
		return this.config.name;
	}

	/** The job behind an id of the queue, of the last day or of the history; undefined for none that is known. See `findJob`. */
	findJob(id: string): Job | undefined {
		const { snapshot } = this.jobs;
		const queued = snapshot.kind === 'loading' ? undefined : findJob(snapshot.jobs, id);
		return queued ?? this.history.find(id);
	}

	/** The storage areas of this user; looked for once a session. A failed look is tried again at the next call. */
	async areas(signal: AbortSignal): Promise<readonly Area[]> {
		this.#areas ??= this.#findAreas(NEVER);
		try {
			return await unlessAborted(this.#areas, signal);
		} catch (error) {
			if (!signal.aborted) this.#areas = undefined;
			throw error;
		}
	}

	/** Who the person is on the login node; undefined where it does not tell. Asked once. */
	async identity(signal: AbortSignal): Promise<Identity | undefined> {
		this.#identity ??= run(this.host, readIdentity, NEVER).catch(() => {
			this.#identity = undefined;
			return undefined;
		});
		return unlessAborted(this.#identity, signal);
	}

	/** As RemoteFiles.rename, also from one file system to another. */
	move(move: TreeMove, signal: AbortSignal): Promise<void> {
		return moveTree(this.host, this.files, move, signal);
	}

	/** Copies on the cluster; nothing comes through this computer. */
	copy(copy: TreeMove, signal: AbortSignal): Promise<void> {
		return copyTree(this.host, copy, signal);
	}

	/** Deletes a file, or a folder with all it holds. */
	delete(path: string, signal: AbortSignal): Promise<void> {
		return deleteTree(this.host, path, signal);
	}

	/** Where large transfers go: a host of their own has no shell of ours. */
	get transferHost(): TransferHost {
		return { files: this.files, shell: this.#transfers ? undefined : this.host };
	}

	/** What is known of the space of the area that holds a path. */
	spaceAt(path: string): AreaSpace | undefined {
		return this.space.of(path);
	}

	/** Runs a command on the login node. */
	run<T>(command: RemoteCommand<T>, signal: AbortSignal): Promise<T> {
		return run(this.host, command, signal);
	}

	/** The home directory on the login node, as the login set it. */
	async homeFolder(signal: AbortSignal): Promise<string> {
		this.#home ??= (await run(this.host, READ_HOME, signal)) || '/';
		return this.#home;
	}

	/** What a running job does on its nodes; one for all who look at it. */
	liveUsage(job: Job): LiveUsage {
		const known = this.#live.get(job.recordId);
		if (known) return known;
		for (const [id, usage] of this.#live) {
			if (this.#live.size < MOST_LIVE) break;
			if (!usage.isWatched) this.#live.delete(id);
		}
		const usage = new LiveUsage(this.host, job, () => this.slurm.programFor('srun'));
		this.#live.set(job.recordId, usage);
		return usage;
	}

	async dispose(): Promise<void> {
		for (const usage of this.#live.values()) usage.dispose();
		await this.#owned.dispose();
	}

	/** The site's own word first, then what Slurm enforces, which every site has. */
	#budgetReaders({ now, knownBudgets }: ClusterSessionOptions): readonly BudgetReader[] {
		const { budget } = this.site;
		return [
			...(budget ?? []).map((source) => new SiteBudgets(this.host, source, now)),
			...(budget === undefined ? [new DetectedBudgets(this.host, knownBudgets, now)] : []),
			new PlainSlurm(this.slurm, this.facts, this.host.user),
		];
	}

	/** The person's jobs that wait, as they are known now: of an array the tasks that wait. */
	get waitingJobs(): readonly Job[] {
		const { snapshot } = this.jobs;
		const jobs = snapshot.kind === 'loaded' ? snapshot.jobs : [];
		return jobs.filter(({ phase }) => phase === 'pending');
	}

	/** The account of the job that was submitted last; undefined where none is known. */
	get accountInUse(): string | undefined {
		const { snapshot } = this.jobs;
		if (snapshot.kind === 'loading') return undefined;
		const [latest] = snapshot.jobs.toSorted(
			(a, b) => (b.submitted?.getTime() ?? 0) - (a.submitted?.getTime() ?? 0),
		);
		return latest?.account === '' ? undefined : latest?.account;
	}

	async #findAreas(signal: AbortSignal): Promise<readonly Area[]> {
		const needsAccounts = this.site.storage.some(({ path }) => path.includes('{account}'));
		const facts = { user: this.host.user, accounts: needsAccounts ? await this.#accounts(signal) : [] };
		return run(this.host, findAreas(this.site.storage, facts), signal);
	}

	/** The person's accounts. Slurm tells them at once, where a site's own tool for budgets may take its time. */
	async #accounts(signal: AbortSignal): Promise<readonly string[]> {
		const { associations } = await this.facts.look({ parts: ['associations'] }, signal);
		const told = (associations.value ?? []).map(({ account }) => account);
		if (told.length === 0 && this.allocation.snapshot.kind === 'loading') await this.allocation.refresh();
		const { snapshot } = this.allocation;
		const budgets = snapshot.kind === 'loading' ? [] : snapshot.budgets;
		return [...new Set([...told, ...budgets.map(({ account }) => account)])];
	}

	/** A job that started or ended changes what is committed and used. */
	#followAllocation(): void {
		const { snapshot } = this.jobs;
		if (snapshot.kind !== 'loaded') return;
		const running = snapshot.jobs
			.filter((job) => job.phase === 'running')
			.map(({ id }) => id)
			.join();
		if (running === this.#runningBefore) return;
		this.#runningBefore = running;
		this.allocation.refreshAfterJob(10 * this.site.pace.activeSeconds);
	}
}
