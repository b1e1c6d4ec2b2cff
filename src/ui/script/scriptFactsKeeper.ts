import { EventEmitter, FileType, Uri, workspace } from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import type { ScriptFacts } from '../../script/scriptFacts.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { type AlsoTold, SCRIPT_PARTS, scriptFactsOf } from '../../session/scriptFacts.ts';
import { listPartitionNames, listSbatchOptions } from '../../slurm/sbatchOptions.ts';
import { SCHEME } from '../remoteUri.ts';
import type { SubmitMemory } from '../submit/submitMemory.ts';
import { submitTarget } from '../submit/submitTarget.ts';

/** What a script is compared with, and whether the cluster told it in this window. */
export interface KnownFacts {
	readonly facts: ScriptFacts;
	readonly isLive: boolean;
}

const NOTHING_TOLD: AlsoTold = { sbatchOptions: undefined, allPartitions: undefined };

/** A look at a cluster is good for so long; the stores behind it ask again only for what is older than it may be. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Of each cluster what scripts are compared with; kept in files, so that it is there also without a connection. */
export class ScriptFactsKeeper {
	readonly #app: App;
	readonly #memory: SubmitMemory;
	readonly #folder: Uri;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<void>());
	readonly #known = new Map<string, KnownFacts>();
	readonly #told = new Map<string, AlsoTold>();
	readonly #lookedAt = new Map<string, number>();
	readonly #life = new AbortController();
	#reading: Promise<void> | undefined;

	readonly onDidChange = this.#changed.event;

	/** @param folder where facts are kept */
	constructor(app: App, memory: SubmitMemory, folder: Uri) {
		this.#app = app;
		this.#memory = memory;
		this.#folder = folder;
		this.#owned.add(app.sessions.onDidChange(() => this.#changed.fire()));
		this.#owned.add(memory.onDidChangeCluster(() => this.#changed.fire()));
	}

	/** Of the cluster that a file is on, of the one that is connected, or of the one that was connected last. */
	factsFor(uri: Uri): KnownFacts | undefined {
		void this.#look(uri);
		if (uri.scheme === SCHEME) return this.#known.get(uri.authority);
		const connected = this.sessionFor(uri);
		if (connected) return this.#known.get(connected.name);
		return [...this.#known.values()].toSorted((a, b) => b.facts.at - a.facts.at)[0];
	}

	/** The connected cluster that a file is for. */
	sessionFor(uri: Uri): ClusterSession | undefined {
		return submitTarget(this.#app.sessions.connected, this.#memory, uri)?.session;
	}

	dispose(): Promise<void> {
		this.#life.abort();
		return this.#owned.dispose();
	}

	async #look(uri: Uri): Promise<void> {
		this.#reading ??= this.#readKept();
		await this.#reading;
		const session = this.sessionFor(uri);
		if (!session) return;
		const store = session.facts;
		const now = this.#app.now();
		const { name } = session;
		if (now.getTime() - (this.#lookedAt.get(name) ?? Number.NEGATIVE_INFINITY) < LOOK_AGAIN_MS) return;
		this.#lookedAt.set(name, now.getTime());
		const { signal } = this.#life;
		// What a cluster does not tell is not checked; a lost connection is told elsewhere.
		await Promise.allSettled([store.look({ parts: SCRIPT_PARTS }, signal), this.#ask(session, signal)]);
		if (signal.aborted || !store.facts.partitions.value) return;
		const told = { ...(this.#told.get(name) ?? NOTHING_TOLD), required: session.site.slurm.requires };
		const facts = scriptFactsOf(name, store.facts, told, this.#app.now());
		this.#known.set(name, { facts, isLive: true });
		this.#changed.fire();
		await workspace.fs.writeFile(this.#fileOf(name), new TextEncoder().encode(JSON.stringify(facts)));
	}

	/** What changes so rarely that it is asked once in a window. */
	async #ask({ name, slurm }: ClusterSession, signal: AbortSignal): Promise<void> {
		if (this.#told.has(name)) return;
		const [options, partitions] = await Promise.allSettled([
			slurm.run(listSbatchOptions, signal),
			slurm.run(listPartitionNames, signal),
		]);
		this.#told.set(name, {
			sbatchOptions: options.status === 'fulfilled' ? options.value : undefined,
			allPartitions: partitions.status === 'fulfilled' ? partitions.value : undefined,
		});
	}

	#fileOf(cluster: string): Uri {
		return Uri.joinPath(this.#folder, `${encodeURIComponent(cluster)}.json`);
	}

	async #readKept(): Promise<void> {
		const entries = await Promise.resolve(workspace.fs.readDirectory(this.#folder)).catch(() => []);
		for (const [name, type] of entries) {
			if (type !== FileType.File || !name.endsWith('.json')) continue;
			const facts = await readFacts(Uri.joinPath(this.#folder, name));
			if (facts && !this.#known.has(facts.cluster)) this.#known.set(facts.cluster, { facts, isLive: false });
		}
		if (entries.length > 0) this.#changed.fire();
	}
}

/** Undefined for a file that another version wrote in another form, or that was cut off. */
async function readFacts(uri: Uri): Promise<ScriptFacts | undefined> {
	try {
		const facts = JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(uri)));
		return typeof facts.cluster === 'string' && typeof facts.at === 'number' ? facts : undefined;
	} catch {
		return undefined;
	}
}
