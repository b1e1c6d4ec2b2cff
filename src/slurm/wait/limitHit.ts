import type { Limited, LimitedTres, LimitHolder, LimitRecord, ShareOfQos } from '../cluster/limits.ts';
import type { Partition } from '../cluster/partitions.ts';
import type { Seconds } from '../duration.ts';
import type { Job } from '../job.ts';
import { type LimitKey, type LimitMeasure, type LimitScope, limitKey } from './limitKey.ts';
import { niceTimeLimit } from './niceTime.ts';

/** A limit that keeps a job waiting, with its numbers: jobs, amounts, or minutes; memory in MiB. */
export interface LimitHit {
	readonly holder:
		| LimitHolder
		| { readonly kind: 'partition'; readonly name: string }
		| { readonly kind: 'array'; readonly id: string };
	readonly scope: LimitScope;
	readonly measure: LimitMeasure;
	/** Slurm's name of the resource; empty for jobs and wall-clock time. */
	readonly resource: string;
	readonly isMinimum: boolean;
	readonly limit: number;
	/** Undefined where it is not told, and for limits on one job. */
	readonly used: number | undefined;
	/** What running jobs may still use up; only of budgets. */
	readonly committed: number | undefined;
	/** What this job asks for. */
	readonly asks: number | undefined;
	/** With this time limit the job would fit; undefined where time does not help. */
	readonly fittingTime: Seconds | undefined;
}

/** As much of a job as limits hold for; one that is not submitted yet as well. */
export type AskingJob = Pick<Job, 'account' | 'user' | 'partition' | 'qos' | 'tres' | 'nodeCount' | 'limit'>;

/** The limit that a reason speaks of, as far as the records tell; undefined where they do not. */
export function limitHit(
	code: string,
	job: Job,
	records: readonly LimitRecord[],
	partition: Partition | undefined,
): LimitHit | undefined {
	const key = limitKey(code);
	if (!key) return undefined;
	const hits = hitsOf(key, job, records, partition);
	// Several may carry such a limit; the one that is exceeded by most is what keeps the job, as far as one can tell.
	return hits.toSorted((a, b) => excessOf(b) - excessOf(a))[0];
}

/** The limits of one sort that hold for a job, whether it exceeds them or not. */
export function hitsOf(
	key: LimitKey,
	job: AskingJob,
	records: readonly LimitRecord[],
	partition: Partition | undefined,
): readonly LimitHit[] {
	return carriersOf(key, job, records, partition).flatMap((record) => hitsIn(record, key, job));
}

/** By how much a limit is exceeded, as a share of it. */
function excessOf({ limit, used = 0, committed = 0, asks = 0, isMinimum }: LimitHit): number {
	const excess = isMinimum ? limit - asks : used + committed + asks - limit;
	return limit > 0 ? excess / limit : excess;
}

/** By how much a limit is exceeded when the job starts; undefined where the numbers do not tell. */
export function tooMuch(hit: LimitHit): number | undefined {
	if (hit.asks === undefined) return undefined;
	const needsUse = hit.scope !== 'eachJob' && hit.scope !== 'eachNode';
	if (needsUse && hit.used === undefined && hit.asks <= hit.limit) return undefined;
	const excess = hit.isMinimum
		? hit.limit - hit.asks
		: (hit.used ?? 0) + (hit.committed ?? 0) + hit.asks - hit.limit;
	return excess > 0 ? excess : undefined;
}

function carriersOf(
	key: LimitKey,
	job: AskingJob,
	records: readonly LimitRecord[],
	partition: Partition | undefined,
): readonly LimitRecord[] {
	if (key.carrier === 'qos') {
		const names = [job.qos, partition?.ownQos];
		return records.filter(({ holder }) => holder.kind === 'qos' && names.includes(holder.name));
	}
	const carriers: LimitRecord[] = [];
	const find = (account: string, user: string) =>
		records.filter(
			({ holder }) =>
				holder.kind === 'account' &&
				holder.account === account &&
				holder.user === user &&
				(holder.partition === '' || holder.partition === job.partition),
		);
	carriers.push(...find(job.account, job.user));
	// From the account to the top; a circle would be a mistake of Slurm's.
	let account = job.account;
	for (let level = 0; account !== '' && level < 50; level += 1) {
		const [record] = find(account, '');
		if (record) carriers.push(record);
		account = record?.holder.kind === 'account' ? record.holder.parent : '';
	}
	return carriers;
}

function hitsIn(record: LimitRecord, key: LimitKey, job: AskingJob): readonly LimitHit[] {
	const { measure, scope, isMinimum } = key;
	const base = { holder: record.holder, scope, measure, isMinimum };
	if (measure === 'jobs' || measure === 'submitted' || measure === 'wallMinutes') {
		const { limit, used } = countedLimit(record, key, job);
		if (limit === undefined) return [];
		const isWall = measure === 'wallMinutes';
		const asks = isWall ? minutesOf(job) : 1;
		const fittingTime = isWall ? fitting(limit - (scope === 'eachJob' ? 0 : (used ?? 0)), 1, job) : undefined;
		return [{ ...base, resource: '', limit, used, committed: undefined, asks, fittingTime }];
	}
	return [...amountLimits(record, key, job)].flatMap(([resource, { limit, used }]) => {
		if (limit === undefined || !key.fits(resource)) return [];
		const amount = amountAsked(job, resource, scope);
		const isTimed = measure !== 'amount';
		const minutes = minutesOf(job);
		const asks = isTimed
			? amount === undefined || minutes === undefined
				? undefined
				: amount * minutes
			: amount;
		const committed =
			measure === 'minutes' && scope === 'together'
				? record.group.tresRunMinutes.get(resource)?.used
				: undefined;
		const left = limit - (used ?? 0) - (committed ?? 0);
		// Where what is used is hidden, nobody can say what is left.
		const isLeftKnown = used !== undefined || scope === 'eachJob' || scope === 'eachNode';
		const fittingTime = isTimed && amount && isLeftKnown ? fitting(left, amount, job) : undefined;
		return [{ ...base, resource, limit, used, committed, asks, fittingTime }];
	});
}

function countedLimit(record: LimitRecord, { scope, measure }: LimitKey, job: AskingJob): Limited {
	const nothing = { limit: undefined, used: undefined };
	if (measure === 'wallMinutes')
		return scope === 'together'
			? record.group.wallMinutes
			: { limit: record.perJob.wallMinutes, used: undefined };
	const counter = measure === 'jobs' ? 'jobs' : 'submitted';
	if (scope === 'together') return record.group[counter];
	if (record.holder.kind === 'account') return record[counter];
	return shareOf(record, scope, job)?.[counter] ?? nothing;
}

function amountLimits(
	record: LimitRecord,
	{ scope, measure, isMinimum }: LimitKey,
	job: AskingJob,
): LimitedTres {
	const { group, perJob } = record;
	if (isMinimum) return perJob.minTres;
	switch (scope) {
		case 'together':
			return measure === 'amount'
				? group.tres
				: measure === 'minutes'
					? group.tresMinutes
					: group.tresRunMinutes;
		case 'eachJob':
			return measure === 'amount' ? perJob.tres : perJob.tresMinutes;
		case 'eachNode':
			return perJob.tresPerNode;
		default: {
			const share = shareOf(record, scope, job);
			return (measure === 'amount' ? share?.tres : share?.tresRunMinutes) ?? new Map();
		}
	}
}

function shareOf(record: LimitRecord, scope: LimitScope, job: AskingJob): ShareOfQos | undefined {
	return scope === 'eachAccount' ? record.perAccount.get(job.account) : record.perUser.get(job.user);
}

function amountAsked(job: AskingJob, resource: string, scope: LimitScope): number | undefined {
	const amount = job.tres.get(resource) ?? (resource === 'node' ? job.nodeCount : undefined);
	return scope === 'eachNode' && amount !== undefined && job.nodeCount > 0 ? amount / job.nodeCount : amount;
}

function minutesOf({ limit }: AskingJob): number | undefined {
	return limit === undefined ? undefined : limit / 60;
}

/** Only a shorter limit than the job has helps. */
function fitting(minutesLeft: number, perMinute: number, job: AskingJob): Seconds | undefined {
	const seconds = niceTimeLimit((minutesLeft / perMinute) * 60);
	return seconds > 0 && (job.limit === undefined || seconds < job.limit) ? seconds : undefined;
}

/** Limits that a partition sets by itself, and the one that a person sets on an array. */
export function partitionHit(code: string, job: Job, partition: Partition | undefined): LimitHit | undefined {
	if (!partition) return undefined;
	const base = {
		holder: { kind: 'partition', name: partition.name },
		scope: 'eachJob',
		resource: '',
		isMinimum: false,
		used: undefined,
		committed: undefined,
		fittingTime: undefined,
	} as const;
	const { maxTime, maxNodes, minNodes, nodeCount } = partition;
	const isTooLong = maxTime !== undefined && (job.limit === undefined || job.limit > maxTime);
	if (isTooLong && (code === 'PartitionTimeLimit' || code === 'PartitionConfig')) {
		const limit = maxTime / 60;
		return { ...base, measure: 'wallMinutes', limit, asks: minutesOf(job), fittingTime: maxTime };
	}
	if (code !== 'PartitionNodeLimit' && code !== 'PartitionConfig') return undefined;
	const most = Math.min(maxNodes ?? Number.POSITIVE_INFINITY, nodeCount || Number.POSITIVE_INFINITY);
	const nodes = { ...base, measure: 'amount', resource: 'node', asks: job.nodeCount } as const;
	if (job.nodeCount > most) return { ...nodes, limit: most };
	return job.nodeCount < minNodes ? { ...nodes, limit: minNodes, isMinimum: true } : undefined;
}

export function arrayHit(code: string, job: Job, others: readonly Job[]): LimitHit | undefined {
	const { array } = job;
	if (code !== 'JobArrayTaskLimit' || array?.throttle === undefined) return undefined;
	const running = others.filter((other) => other.array?.id === array.id && other.phase === 'running').length;
	return {
		holder: { kind: 'array', id: array.id },
		scope: 'together',
		measure: 'jobs',
		resource: '',
		isMinimum: false,
		limit: array.throttle,
		used: running,
		committed: undefined,
		asks: 1,
		fittingTime: undefined,
	};
}
