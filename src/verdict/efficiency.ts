import type { Seconds } from '../slurm/duration.ts';
import type { Job } from '../slurm/job.ts';
import type { JobAccount, StepAccount } from '../slurm/jobAccount.ts';
import type { StepUsage } from '../slurm/sstat.ts';
import { gpusIn } from '../slurm/tres.ts';
import { type Jobstats, parseJobstats } from './jobstats.ts';

/** How much of what it was given a job used. Undefined where nobody measured it. */
export interface Efficiency {
	readonly cpu: CpuUse | undefined;
	readonly memory: MemoryUse | undefined;
	readonly gpu: GpuUse | undefined;
	/** From when it could have started until it did. */
	readonly waited: Seconds | undefined;
}

export interface CpuUse {
	/** Of all CPUs over the whole time; 0 to 1, now and then above where a job ran past its CPUs. */
	readonly fraction: number;
	readonly cpuCount: number;
	/** CPUs that were busy on average. */
	readonly busyCount: number;
}

/** On the fullest node, as far as is known. */
export interface MemoryUse {
	readonly peakBytes: number;
	/** Undefined where the job was given all there is. */
	readonly askedBytes: number | undefined;
	readonly fraction: number | undefined;
}

export interface GpuUse {
	readonly count: number;
	/** Percent. */
	readonly utilisation: number;
	/** The mean of the whole run from Jobstats; accounting has only the highest that it saw. */
	readonly kind: 'mean' | 'highest';
	/** GPUs that did nothing at all; undefined where they are not told apart. */
	readonly idleCount: number | undefined;
	readonly memoryBytes: number | undefined;
	readonly memoryTotalBytes: number | undefined;
}

/** A GPU that was busy for less than this share of its time did nothing: the tools themselves make it a little busy. */
const IDLE_PERCENT = 1;
const MIB = 1024 ** 2;

export function efficiencyOf(account: JobAccount): Efficiency {
	const stats = parseJobstats(account.adminComment);
	return {
		cpu: cpuUse(account, stats),
		memory: memoryUse(account, stats),
		gpu: gpuUse(account, stats),
		waited: waitOf(account),
	};
}

function waitOf({ eligible, started }: Pick<Job, 'eligible' | 'started'>): Seconds | undefined {
	if (!eligible || !started) return undefined;
	return Math.max(0, (started.getTime() - eligible.getTime()) / 1000) as Seconds;
}

function cpuUse(account: JobAccount, stats: Jobstats | undefined): CpuUse | undefined {
	const measured = stats
		? stats.nodes.map(({ cpuSeconds }) => cpuSeconds)
		: account.steps.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
	const { cpuCount, elapsed } = account;
	if (measured.length === 0 || cpuCount === 0 || elapsed === 0) return undefined;
	const busyCount = sum(measured) / elapsed;
	return { fraction: busyCount / cpuCount, cpuCount, busyCount };
}

function memoryUse(account: JobAccount, stats: Jobstats | undefined): MemoryUse | undefined {
	const peakBytes = stats
		? Math.max(0, ...stats.nodes.map(({ memoryBytes }) => memoryBytes))
		: peakOnANode(account.steps);
	if (peakBytes === undefined || peakBytes === 0) return undefined;
	const askedBytes = memoryPerNode(account);
	return { peakBytes, askedBytes, fraction: askedBytes === undefined ? undefined : peakBytes / askedBytes };
}

/**
 * The most that the job held on one node, from above rather than below: accounting has each task's peak and their sum, but
 * not when and on which node. The batch script's step lasts while others come and go, so that both are added.
 */
function peakOnANode(
	steps: readonly Pick<StepAccount, 'id' | 'totalPeakBytes' | 'taskPeakBytes' | 'nodeCount'>[],
): number | undefined {
	const peaks = steps.flatMap((step) => {
		const { totalPeakBytes, taskPeakBytes, nodeCount } = step;
		if (totalPeakBytes === undefined) return [];
		const bytes = Math.max(totalPeakBytes / Math.max(1, nodeCount), taskPeakBytes ?? 0);
		return [{ isBatch: step.id.endsWith('.batch'), bytes }];
	});
	if (peaks.length === 0) return undefined;
	const most = (isBatch: boolean) =>
		Math.max(0, ...peaks.filter((peak) => peak.isBatch === isBatch).map(({ bytes }) => bytes));
	return most(true) + most(false);
}

/** What a node of the job had for it. Slurm writes 0 for all that the node has. */
export function memoryPerNode(account: JobAccount): number | undefined {
	const mib = account.given.get('mem') ?? account.asked.get('mem');
	if (mib === undefined || mib === 0) return undefined;
	return (mib * MIB) / Math.max(1, account.nodeCount);
}

function gpuUse(account: JobAccount, stats: Jobstats | undefined): GpuUse | undefined {
	const count = gpuCountOf(account);
	if (count === 0) return undefined;
	const gpus = stats?.nodes.flatMap((node) => node.gpus) ?? [];
	if (gpus.length > 0) {
		return {
			count,
			utilisation: sum(gpus.map(({ utilisation }) => utilisation)) / gpus.length,
			kind: 'mean',
			idleCount: gpus.filter(({ utilisation }) => utilisation < IDLE_PERCENT).length,
			memoryBytes: most(gpus.map(({ memoryBytes }) => memoryBytes)),
			memoryTotalBytes: most(gpus.map(({ memoryTotalBytes }) => memoryTotalBytes)),
		};
	}
	const utilisation = most(account.steps.map((step) => step.gpuUtilisation));
	if (utilisation === undefined) return undefined;
	return {
		count,
		utilisation,
		kind: 'highest',
		idleCount: undefined,
		memoryBytes: most(account.steps.map((step) => step.gpuMemoryBytes)),
		memoryTotalBytes: undefined,
	};
}

export function gpuCountOf(account: JobAccount): number {
	return sum(gpusIn(account.given).map(({ count }) => count));
}

function most(values: readonly (number | undefined)[]): number | undefined {
	const known = values.filter((value) => value !== undefined);
	return known.length > 0 ? Math.max(...known) : undefined;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

/** As `efficiencyOf`, for a job that still runs, from what its steps used until now. */
export function efficiencySoFar(
	job: Pick<Job, 'cpuCount' | 'elapsed' | 'nodeCount' | 'tres' | 'eligible' | 'started'>,
	steps: readonly StepUsage[],
): Efficiency {
	const nodeCount = Math.max(1, job.nodeCount);
	const measured = steps.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
	const busyCount = job.elapsed > 0 && measured.length > 0 ? sum(measured) / job.elapsed : undefined;
	const mib = job.tres.get('mem');
	const askedBytes = mib ? (mib * MIB) / nodeCount : undefined;
	const peakBytes = peakOnANode(steps.map((step) => ({ ...step, nodeCount })));
	return {
		cpu:
			busyCount === undefined || job.cpuCount === 0
				? undefined
				: { fraction: busyCount / job.cpuCount, cpuCount: job.cpuCount, busyCount },
		memory:
			peakBytes === undefined || peakBytes === 0
				? undefined
				: {
						peakBytes,
						askedBytes,
						fraction: askedBytes === undefined ? undefined : peakBytes / askedBytes,
					},
		gpu: undefined,
		waited: waitOf(job),
	};
}
