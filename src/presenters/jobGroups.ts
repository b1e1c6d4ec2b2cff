import type { Job } from '../slurm/job.ts';
import { filtered } from './jobFilter.ts';
import { type JobOrder, sorted } from './jobOrder.ts';
import { type JobUnit, unitsOf } from './jobUnits.ts';

/** What the person asked the Jobs view to show of a cluster's jobs. */
export interface JobChoice {
	/** Empty for everything. */
	readonly filter: string;
	readonly order: JobOrder;
	/** Ids of units that stand above the others. */
	readonly pinned: ReadonlySet<string>;
}

/** The jobs of one cluster as they stand in the view, each unit in one place. */
export interface JobGroups {
	readonly pinned: readonly JobUnit[];
	readonly running: readonly JobUnit[];
	readonly pending: readonly JobUnit[];
	readonly finished: readonly JobUnit[];
	/** Units that the filter leaves. */
	readonly shownCount: number;
	readonly totalCount: number;
}

const PHASES = ['running', 'pending', 'finished'] as const;

export function groupJobs(jobs: readonly Job[], { filter, order, pinned }: JobChoice): JobGroups {
	const left = filtered(jobs, filter);
	const units = unitsOf(left);
	const of = (phase: JobUnit['phase'], isPinned: boolean) =>
		sorted(
			units.filter((unit) => unit.phase === phase && pinned.has(unit.id) === isPinned),
			order,
		);
	return {
		pinned: pinned.size === 0 ? [] : PHASES.flatMap((phase) => of(phase, true)),
		running: of('running', false),
		pending: of('pending', false),
		finished: of('finished', false),
		shownCount: units.length,
		totalCount: left === jobs ? units.length : unitsOf(jobs).length,
	};
}

/** As `groupJobs`, done again only when something it depends on is another: a view is drawn more often than its jobs change. */
export class GroupedJobs {
	readonly #last = new Map<
		string,
		{ readonly jobs: readonly Job[]; readonly key: string; readonly groups: JobGroups }
	>();

	of(cluster: string, jobs: readonly Job[], choice: JobChoice): JobGroups {
		const key = JSON.stringify([choice.filter, choice.order, [...choice.pinned]]);
		const last = this.#last.get(cluster);
		if (last && last.jobs === jobs && last.key === key) return last.groups;
		const groups = groupJobs(jobs, choice);
		this.#last.set(cluster, { jobs, key, groups });
		return groups;
	}
}
