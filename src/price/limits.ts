import type { LimitRecord } from '../slurm/cluster/limits.ts';
import type { Partition } from '../slurm/cluster/partitions.ts';
import { type AskingJob, hitsOf, type LimitHit, tooMuch } from '../slurm/wait/limitHit.ts';
import type { LimitKey } from '../slurm/wait/limitKey.ts';

/** A limit that a job would break, and what comes of it: it never starts, Slurm does not take it now, or it waits. */
export interface BrokenLimit {
	readonly hit: LimitHit;
	readonly so: 'neverStarts' | 'isRefused' | 'waits';
}

/** All sorts of limits but budgets, which the price is compared with. */
const KEYS: readonly LimitKey[] = (
	[
		...(['wallMinutes', 'amount', 'minutes'] as const).map((measure) => ['eachJob', measure] as const),
		['eachNode', 'amount'],
		...(['together', 'eachUser', 'eachAccount'] as const).flatMap((scope) =>
			(['amount', 'submitted', 'jobs'] as const).map((measure) => [scope, measure] as const),
		),
	] as const
).flatMap(([scope, measure]) =>
	(['account', 'qos'] as const).map((carrier) => ({
		...{ carrier, scope, measure, isMinimum: false },
		fits: () => true,
	})),
);
const LEAST: LimitKey = {
	...{ carrier: 'qos', scope: 'eachJob', measure: 'amount', isMinimum: true },
	fits: () => true,
};

const WORST_FIRST: readonly BrokenLimit['so'][] = ['neverStarts', 'isRefused', 'waits'];

/**
 * The limit that is worst for a job; undefined where it breaks none that is known.
 * @param tasks of its array, each of which counts as a job in the queue
 */
export function brokenLimit(
	job: AskingJob,
	tasks: number,
	records: readonly LimitRecord[],
	partition: Partition | undefined,
): BrokenLimit | undefined {
	return [...KEYS, LEAST]
		.flatMap((key) => hitsOf(key, job, records, partition))
		.map((hit) => (hit.measure === 'submitted' ? { ...hit, asks: tasks } : hit))
		.filter((hit) => tooMuch(hit) !== undefined)
		.map((hit) => ({ hit, so: consequenceOf(hit) }))
		.toSorted((a, b) => WORST_FIRST.indexOf(a.so) - WORST_FIRST.indexOf(b.so))[0];
}

/** An array beyond the limit on jobs in the queue is refused whatever is there; one that runs a task at a time is not. */
function consequenceOf({ measure, isMinimum, asks = 0, limit }: LimitHit): BrokenLimit['so'] {
	if (measure === 'submitted') return 'isRefused';
	return isMinimum || asks > limit ? 'neverStarts' : 'waits';
}
