import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import { unitIdOf } from '../../slurm/wholeJob.ts';

const DEADLINE_MS = 60_000;

/** Pinned jobs that ended longer ago than the queue and the last day tell: looked up in accounting, once a connection. */
export class PinnedAgo {
	readonly #found: () => void;
	/** The ids that were looked up, and what came of it. */
	readonly #asked = new Map<ClusterSession, { readonly ids: Set<string>; jobs: readonly Job[] }>();
	readonly #joined = new Map<
		ClusterSession,
		{ readonly from: readonly Job[]; readonly more: string; readonly jobs: readonly Job[] }
	>();

	/** @param found called when there are more than were given before */
	constructor(found: () => void) {
		this.#found = found;
	}

	/** The jobs with those that are pinned and missing among them, as far as they are known. The same array while nothing changes. */
	with(session: ClusterSession, jobs: readonly Job[], pins: ReadonlySet<string>): readonly Job[] {
		if (pins.size === 0) return jobs;
		const last = this.#joined.get(session);
		const asked = this.#asked.get(session) ?? { ids: new Set<string>(), jobs: [] };
		const more = [...pins, asked.jobs.length].join();
		if (last?.from === jobs && last.more === more) return last.jobs;
		const present = new Set(jobs.map(unitIdOf));
		const missing = [...pins].filter((id) => !present.has(id));
		this.#lookUp(session, asked, missing);
		const wanted = new Set(missing);
		const joined = [...jobs, ...asked.jobs.filter((job) => wanted.has(unitIdOf(job)))];
		this.#joined.set(session, { from: jobs, more, jobs: joined });
		return joined;
	}

	#lookUp(
		session: ClusterSession,
		asked: { readonly ids: Set<string>; jobs: readonly Job[] },
		missing: readonly string[],
	): void {
		const fresh = missing.filter((id) => !asked.ids.has(id));
		if (fresh.length === 0) return;
		for (const id of fresh) asked.ids.add(id);
		this.#asked.set(session, asked);
		session.history.lookUp([...asked.ids], AbortSignal.timeout(DEADLINE_MS)).then(
			(jobs) => {
				asked.jobs = jobs;
				this.#found();
			},
			// Without accounting a pinned job of long ago is not shown; the history says why.
			() => undefined,
		);
	}
}
