import type { ClusterFacts, FactName, Wanted } from '../cluster/clusterFacts.ts';
import type { License } from '../cluster/licenses.ts';
import type { LimitRecord } from '../cluster/limits.ts';
import type { Partition } from '../cluster/partitions.ts';
import type { Job } from '../job.ts';
import { codeOf, explainPending, type PendingReason } from '../pendingReason.ts';
import { type Dependencies, dependenciesOf } from './dependencies.ts';
import { arrayHit, type LimitHit, limitHit, partitionHit } from './limitHit.ts';
import { limitKey } from './limitKey.ts';
import { type ReservedAhead, reservedAhead } from './maintenance.ts';
import { type UnavailableNodes, unavailableNodes } from './unavailableNodes.ts';

/** Why a job waits, and what is known of the end of its wait. */
export interface Wait {
	/** Slurm's code, such as `QOSMaxJobsPerUserLimit`; empty where it gave none. */
	readonly code: string;
	readonly reason: PendingReason;
	/** The limit that it meets, with its numbers; undefined where it is none, or the site does not tell. */
	readonly limit: LimitHit | undefined;
	readonly dependencies: Dependencies;
	/** When Slurm itself expects it to start; undefined where it does not say, or what it says is not to be believed. */
	readonly estimate: Date | undefined;
	/** Not before this time, as the person asked or after a requeue. */
	readonly notBefore: Date | undefined;
	/** What keeps it from nodes that it needs; undefined where that is not the reason. */
	readonly unavailable: UnavailableNodes | undefined;
	/** The cluster's licenses, when the job waits for one: Slurm does not tell which. */
	readonly licenses: readonly License[];
	/** A maintenance, or a reservation of others, that it would run into. */
	readonly reserved: ReservedAhead | undefined;
	/** The first partition that it may run in, as far as the site tells. */
	readonly partition: Partition | undefined;
}

/** The parts of the facts that tell of this wait; nothing more is to be asked for it. */
export function factsFor(job: Job, known: ClusterFacts): Wanted {
	const parts: FactName[] = ['partitions', 'reservations'];
	const code = codeOf(job.reason);
	if (code === 'ReqNodeNotAvail') return { parts: [...parts, 'nodes'] };
	if (code === 'Licenses') return { parts: [...parts, 'licenses'] };
	const key = limitKey(code);
	if (!key) return { parts };
	const partition = partitionOf(job, known);
	const qos = [job.qos, partition?.ownQos ?? ''];
	const needsAccount = key.carrier === 'account' && key.scope === 'together' && isAccountHidden(job, known);
	return needsAccount
		? { parts: [...parts, 'limits', 'accountLimits'], qos, accounts: [job.account] }
		: { parts: [...parts, 'limits'], qos };
}

/** Where a site hides what others use, the controller tells nothing of an account as a whole. */
function isAccountHidden({ account }: Job, { limits }: ClusterFacts): boolean {
	return (
		limits.value !== undefined &&
		!limits.value.some(
			({ holder }) => holder.kind === 'account' && holder.user === '' && holder.account === account,
		)
	);
}

/** @param others the person's other jobs */
export function explainWait(job: Job, facts: ClusterFacts, others: readonly Job[], now: Date): Wait {
	const code = codeOf(job.reason);
	const reason = explainPending(job.reason);
	const partition = partitionOf(job, facts);
	const limit =
		limitHit(code, job, limitsIn(job, facts), partition) ??
		partitionHit(code, job, partition) ??
		arrayHit(code, job, others);
	const waitsForTime = code === 'BeginTime' || (job.eligible !== undefined && job.eligible > now);
	return {
		code,
		reason,
		limit,
		dependencies: dependenciesOf(job, others),
		estimate: isBelievable(reason, limit) ? job.started : undefined,
		notBefore: waitsForTime ? job.eligible : undefined,
		unavailable:
			code === 'ReqNodeNotAvail' ? unavailableNodes(job.reason, facts.nodes.value ?? []) : undefined,
		licenses: code === 'Licenses' ? (facts.licenses.value ?? []) : [],
		reserved: reservedAhead(job, partition, facts.reservations.value ?? [], now),
		partition,
	};
}

function limitsIn(job: Job, facts: ClusterFacts): readonly LimitRecord[] {
	const records = facts.limits.value ?? [];
	return isAccountHidden(job, facts) ? [...records, ...(facts.accountLimits.value ?? [])] : records;
}

/** A job may name several partitions, of which any will do. */
function partitionOf(job: Job, facts: ClusterFacts): Partition | undefined {
	const names = job.partition.split(',');
	return facts.partitions.value?.find(({ name }) => names.includes(name));
}

/** Backfill gives a time to jobs over their budget as well (seen with Slurm 20.11 to 26.05), and they do not start then. */
function isBelievable({ kind }: PendingReason, limit: LimitHit | undefined): boolean {
	if (kind === 'held' || kind === 'never') return false;
	return kind !== 'limit' || (limit !== undefined && limit.measure !== 'minutes');
}
