import type { Partition } from '../cluster/partitions.ts';
import { mayUse, type Reservation } from '../cluster/reservations.ts';
import type { Seconds } from '../duration.ts';
import type { Job } from '../job.ts';
import { nodeNames } from '../nodeNames.ts';
import { niceTimeLimit } from './niceTime.ts';

/** A reservation of somebody else that a job would run into. */
export interface ReservedAhead {
	readonly reservation: Reservation;
	readonly hasBegun: boolean;
	/** With this time limit the job could end before it; undefined where there is no time left, or it has begun. */
	readonly fittingTime: Seconds | undefined;
}

/** A job that is to start before a reservation needs some time to start at all. */
const MARGIN_MS = 2 * 60_000;

/**
 * The reservation before which a job cannot start, because too few nodes of its partition are left without it. Undefined
 * where there is none. Which nodes suit a job (features, GPUs) is not looked at:
 * so this says less than Slurm may know, and never more.
 */
export function reservedAhead(
	job: Job,
	partition: Partition | undefined,
	reservations: readonly Reservation[],
	now: Date,
): ReservedAhead | undefined {
	const left = new Set(nodeNames(partition?.nodes ?? ''));
	const isUnknown = left.size === 0;
	const needed = Math.max(1, job.nodeCount);
	const untilMs = job.limit === undefined ? Number.POSITIVE_INFINITY : now.getTime() + job.limit * 1000;
	const ahead = reservations
		.filter(({ start, end }) => start && end && end > now && start.getTime() < untilMs)
		.filter((reservation) => reservation.isMaintenance || !mayUse(reservation, job.user, job.account))
		.toSorted((a, b) => (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0));
	for (const reservation of ahead) {
		// Where the site hides its partitions, only what takes all nodes is sure to be in the way.
		if (isUnknown && !reservation.flags.includes('ALL_NODES')) continue;
		for (const name of nodeNames(reservation.nodes)) left.delete(name);
		if (left.size < needed) return { reservation, ...howLong(reservation, now) };
	}
	return undefined;
}

function howLong({ start }: Reservation, now: Date): Pick<ReservedAhead, 'hasBegun' | 'fittingTime'> {
	const leftMs = (start?.getTime() ?? 0) - now.getTime();
	const fittingTime = niceTimeLimit((leftMs - MARGIN_MS) / 1000);
	return { hasBegun: leftMs <= 0, fittingTime: fittingTime > 0 ? fittingTime : undefined };
}
