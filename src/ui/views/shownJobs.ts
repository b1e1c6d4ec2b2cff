import type { App } from '../../app.ts';
import { connectionRow } from '../../presenters/connectionRow.ts';
import { GroupedJobs } from '../../presenters/jobGroups.ts';
import type { ClusterJobs } from '../../presenters/jobRows.ts';
import type { OpenRows } from '../../presenters/unitRow.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { JobsChoice } from './jobsChoice.ts';
import { PinnedAgo } from './pinnedAgo.ts';

const IDENTITY_MS = 30_000;

/** What the presenters are told of every connected cluster, as the person chose to see it. */
export class ShownJobs {
	readonly #app: App;
	readonly #choice: JobsChoice;
	readonly #open: OpenRows;
	readonly #grouped = new GroupedJobs();
	readonly #pinnedAgo: PinnedAgo;
	readonly #uids = new WeakMap<ClusterSession, number>();

	/** @param changed called when there is more to show than was told */
	constructor(app: App, choice: JobsChoice, open: OpenRows, changed: () => void) {
		this.#app = app;
		this.#choice = choice;
		this.#open = open;
		this.#pinnedAgo = new PinnedAgo(changed);
	}

	clusters(): readonly ClusterJobs[] {
		return this.#app.sessions.present.map((session) => this.#cluster(session));
	}

	/** Finds out who the person is there, so that the history can tell what they did themselves. Never rejects. */
	async askWho(session: ClusterSession): Promise<void> {
		if (this.#uids.has(session)) return;
		const identity = await session.identity(AbortSignal.timeout(IDENTITY_MS)).catch(() => undefined);
		if (identity) this.#uids.set(session, identity.uid);
	}

	#cluster(session: ClusterSession): ClusterJobs {
		const { name, jobs, history } = session;
		const { filter, order, period, pinned, isHistoryWanted } = this.#choice;
		const { snapshot } = jobs;
		const now = this.#app.now();
		const pins = pinned.of(name);
		const list = snapshot.kind === 'loading' ? [] : this.#pinnedAgo.with(session, snapshot.jobs, pins);
		const groups = this.#grouped.of(name, list, { filter, order, pinned: pins });
		const hasHistory = groups.totalCount > 0 || (isHistoryWanted && snapshot.kind !== 'loading');
		return {
			cluster: name,
			snapshot,
			connection: connectionRow(name, this.#app.sessions.states.get(name), now),
			groups,
			filter,
			history: hasHistory
				? {
						...{ period, filter, order, now, failure: history.failure, ownUid: this.#uids.get(session) },
						day: (day) => history.day(day),
						isOpen: (id) => this.#open.isOpen(id),
						limitOf: (id, page) => this.#open.limitOf(id, page),
						detailsOf: (id) => this.#open.detailsOf(id),
					}
				: undefined,
		};
	}
}
