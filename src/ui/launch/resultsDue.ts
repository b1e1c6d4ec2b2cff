import { type Memento, Uri, workspace } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Workbench } from '../commands/action.ts';
import { showProblem } from '../showProblem.ts';
import { fetchResults } from '../sync.ts';
import { syncSettingOf } from '../syncSetting.ts';
import type { Launched } from './launchJobs.ts';

/** Results that are to be fetched when a job has ended. */
interface Due {
	readonly cluster: string;
	readonly id: string;
	/** The workspace folder, as text. */
	readonly folder: string;
	readonly patterns: readonly string[];
}

const KEY = 'resultsDue';

/** Fetches what jobs left, once each has ended; kept with the workspace, so that a window which opens later does it too. */
export class ResultsDue {
	readonly #memory: Memento;
	readonly #owned = new DisposableStore();
	readonly #watched = new Map<ClusterSession, { dispose(): void }>();
	#workbench: Workbench | undefined;

	constructor(memory: Memento) {
		this.#memory = memory;
	}

	/** Begins to look; the workbench holds this object too. */
	start(workbench: Workbench): void {
		this.#workbench = workbench;
		this.#owned.add(workbench.app.sessions.onDidChange(() => this.#watch()));
		this.#watch();
	}

	/** Remembers what is to be fetched of jobs just submitted. Of a workspace that is not synced nothing is. */
	expect({ place, jobs }: Launched): void {
		const { session, synced } = place;
		if (!synced) return;
		const folder = synced.folder.uri.toString();
		const added = jobs.flatMap(({ recipe, submitted }): readonly Due[] =>
			recipe.results.length === 0
				? []
				: [{ cluster: session.name, id: submitted.id, folder, patterns: recipe.results }],
		);
		if (added.length === 0) return;
		this.#keep([...this.#all(), ...added]);
		this.#watch();
	}

	async dispose(): Promise<void> {
		for (const watching of this.#watched.values()) watching.dispose();
		this.#watched.clear();
		await this.#owned.dispose();
	}

	#all(): readonly Due[] {
		return this.#memory.get<readonly Due[]>(KEY, []);
	}

	#keep(all: readonly Due[]): void {
		void this.#memory.update(KEY, all.length === 0 ? undefined : all);
	}

	/** The queue of a cluster is asked for as long as something is due there. */
	#watch(): void {
		for (const session of this.#workbench?.app.sessions.connected ?? []) {
			const isDue = this.#all().some(({ cluster }) => cluster === session.name);
			if (!isDue || this.#watched.has(session)) continue;
			const polling = session.jobs.watch();
			const looking = session.jobs.onDidChange(() => void this.#look(session));
			const watching = {
				dispose: () => {
					polling.dispose();
					looking.dispose();
				},
			};
			this.#watched.set(session, watching);
		}
	}

	async #look(session: ClusterSession): Promise<void> {
		const { snapshot } = session.jobs;
		if (snapshot.kind !== 'loaded') return;
		const ours = this.#all().filter(({ cluster }) => cluster === session.name);
		// A job that is in no list any more ended days ago.
		const ended = ours.filter(({ id }) =>
			snapshot.jobs
				.filter((job) => job.id === id || job.array?.id === id)
				.every(({ phase }) => phase === 'finished'),
		);
		if (ended.length === 0) return;
		const isEnded = (one: Due) => ended.some(({ id, cluster }) => id === one.id && cluster === one.cluster);
		this.#keep(this.#all().filter((one) => !isEnded(one)));
		if (ended.length === ours.length) {
			this.#watched.get(session)?.dispose();
			this.#watched.delete(session);
		}
		for (const folder of new Set(ended.map((one) => one.folder)))
			await this.#fetch(
				session,
				folder,
				ended.filter((one) => one.folder === folder).flatMap(({ patterns }) => patterns),
			);
	}

	async #fetch(session: ClusterSession, folderText: string, patterns: readonly string[]): Promise<void> {
		const workbench = this.#workbench;
		const folder = workspace.getWorkspaceFolder(Uri.parse(folderText));
		if (!workbench || !folder) return;
		try {
			const setting = syncSettingOf(folder);
			if (!setting || setting.cluster !== session.name) return;
			await fetchResults(workbench, session, folder, { ...setting, results: [...new Set(patterns)] });
		} catch (error) {
			await showProblem(error, workbench.log);
		}
	}
}
