import type { Seconds } from '../slurm/duration.ts';
import type { JobAccount } from '../slurm/jobAccount.ts';
import { efficiencyOf, gpuCountOf, memoryPerNode } from './efficiency.ts';

/** Something else to ask for next time, and the runs that show it. */
export type Suggestion =
	| {
			readonly kind: 'memory';
			readonly isMore: boolean;
			/** On each node. */
			readonly bytes: number;
			readonly askedBytes: number;
			/** The highest of those runs; undefined where it was not measured before memory ran out. */
			readonly peakBytes: number | undefined;
			readonly runCount: number;
	  }
	| {
			readonly kind: 'time';
			readonly isMore: boolean;
			readonly seconds: Seconds;
			readonly limit: Seconds;
			readonly longest: Seconds;
			readonly runCount: number;
	  }
	| {
			readonly kind: 'cpus';
			readonly perTask: number;
			readonly askedPerTask: number;
			/** CPUs that were busy on average, in the busiest of those runs, for each task. */
			readonly busyPerTask: number;
			readonly runCount: number;
	  }
	/** Advice without an edit: scripts ask for GPUs in too many ways. */
	| { readonly kind: 'gpus'; readonly idleCount: number; readonly count: number };

/** How many of the last runs count. */
const RUNS = 5;
/** Runs differ: data grows, a file system has a slow day. */
const HEAD_ROOM = 1.3;
/** What ran out gets this much more: how much it needed nobody knows. */
const RAISE = 1.5;
/** Less than half of what was asked for is worth an edit, and at least this much of it. */
const WORTH_IT = 0.5;
const LEAST_BYTES_SAVED = 1024 ** 3;
const LEAST_SECONDS_SAVED = 1800;
const LEAST_CPUS_SAVED = 2;

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What people write, in MiB and minutes. */
const MEMORY_STEPS = [
	...[256, 512, 768].map((mib) => mib * MIB),
	...[1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512].map(
		(gib) => gib * GIB,
	),
	...[768, 1024, 1536, 2048, 3072, 4096].map((gib) => gib * GIB),
];
const TIME_STEPS = [
	...[5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 960, 1200],
	...[1, 1.5, 2, 3, 4, 5, 7, 10, 14].map((days) => days * 1440),
].map((minutes) => minutes * 60);

/**
 * What to ask for next time, from the last runs of a job.
 * @param runs of one name and partition that are over, in any order; those that were shaped like the newest count
 */
export function suggestionsFor(runs: readonly JobAccount[]): readonly Suggestion[] {
	const started = runs
		.filter(({ started, elapsed }) => started !== undefined && elapsed > 0)
		.sort((a, b) => (b.ended?.getTime() ?? 0) - (a.ended?.getTime() ?? 0));
	const [newest] = started;
	if (!newest) return [];
	const alike = started
		.filter(
			(run) =>
				run.nodeCount === newest.nodeCount &&
				tasksOf(run) === tasksOf(newest) &&
				gpuCountOf(run) === gpuCountOf(newest),
		)
		.slice(0, RUNS);
	return [
		memorySuggestion(newest, alike),
		timeSuggestion(newest, alike),
		cpuSuggestion(newest, alike),
		gpuSuggestion(newest),
	].filter((suggestion) => suggestion !== undefined);
}

function memorySuggestion(newest: JobAccount, runs: readonly JobAccount[]): Suggestion | undefined {
	const askedBytes = memoryPerNode(newest);
	if (askedBytes === undefined) return undefined;
	const measured = runs.flatMap((run) => efficiencyOf(run).memory?.peakBytes ?? []);
	// What ran out of memory needed more than it had.
	const ranOut = runs.filter(isOutOfMemory).flatMap((run) => memoryPerNode(run) ?? []);
	const peakBytes = measured.length > 0 ? Math.max(...measured) : undefined;
	const facts = { kind: 'memory', askedBytes, peakBytes, runCount: runs.length } as const;
	if (isOutOfMemory(newest)) {
		const needed = Math.max(askedBytes * RAISE, ...ranOut.map((bytes) => bytes * RAISE), peakBytes ?? 0);
		return { ...facts, isMore: true, bytes: stepAbove(needed, MEMORY_STEPS) };
	}
	if (peakBytes === undefined || !runs.some(({ state }) => state === 'COMPLETED')) return undefined;
	const bytes = stepAbove(Math.max(peakBytes, ...ranOut) * HEAD_ROOM, MEMORY_STEPS);
	const isWorthIt = bytes <= askedBytes * WORTH_IT && askedBytes - bytes >= LEAST_BYTES_SAVED;
	return isWorthIt ? { ...facts, isMore: false, bytes } : undefined;
}

function timeSuggestion(newest: JobAccount, runs: readonly JobAccount[]): Suggestion | undefined {
	const { limit } = newest;
	if (limit === undefined) return undefined;
	// A run that was cut off would have gone on.
	const cutOff = runs.filter(({ state }) => state === 'TIMEOUT');
	const whole = runs.filter(({ state }) => state === 'COMPLETED');
	const counted = [...cutOff, ...whole];
	const longest = Math.max(0, ...counted.map(({ elapsed }) => elapsed)) as Seconds;
	const facts = { kind: 'time', limit, longest, runCount: counted.length } as const;
	if (newest.state === 'TIMEOUT') {
		const needed = Math.max(limit, longest) * RAISE;
		return { ...facts, isMore: true, seconds: stepAbove(needed, TIME_STEPS) as Seconds };
	}
	if (whole.length === 0) return undefined;
	const seconds = stepAbove(longest * HEAD_ROOM, TIME_STEPS) as Seconds;
	const isWorthIt = seconds <= limit * WORTH_IT && limit - seconds >= LEAST_SECONDS_SAVED;
	return isWorthIt ? { ...facts, isMore: false, seconds } : undefined;
}

/** Not for jobs with GPUs: nearly all sites give a share of the node's CPUs with each, at no extra cost. */
function cpuSuggestion(newest: JobAccount, runs: readonly JobAccount[]): Suggestion | undefined {
	const tasks = tasksOf(newest);
	const whole = runs.filter(({ state }) => state === 'COMPLETED');
	const busy = whole.flatMap((run) => efficiencyOf(run).cpu?.busyCount ?? []);
	if (gpuCountOf(newest) > 0 || busy.length === 0) return undefined;
	const askedPerTask = Math.floor(newest.cpuCount / tasks);
	const busyPerTask = Math.max(...busy) / tasks;
	const perTask = Math.max(1, Math.ceil(busyPerTask * HEAD_ROOM));
	const isWorthIt =
		perTask <= askedPerTask * WORTH_IT && (askedPerTask - perTask) * tasks >= LEAST_CPUS_SAVED;
	return isWorthIt ? { kind: 'cpus', perTask, askedPerTask, busyPerTask, runCount: whole.length } : undefined;
}

function gpuSuggestion(newest: JobAccount): Suggestion | undefined {
	const { gpu } = efficiencyOf(newest);
	if (!gpu?.idleCount || newest.state !== 'COMPLETED') return undefined;
	return { kind: 'gpus', idleCount: gpu.idleCount, count: gpu.count };
}

/** Without control groups Slurm calls it failed, by signal 9, and its output has the words. */
function isOutOfMemory(run: JobAccount): boolean {
	if (run.state === 'OUT_OF_MEMORY') return true;
	const asked = memoryPerNode(run);
	const peak = efficiencyOf(run).memory?.peakBytes;
	return (
		run.state === 'FAILED' &&
		run.exit?.signal === 9 &&
		asked !== undefined &&
		peak !== undefined &&
		peak > asked
	);
}

/** How many tasks the largest srun had; the batch script alone is one. */
function tasksOf(run: JobAccount): number {
	const counts = run.steps.filter(({ id }) => /\.\d+$/.test(id)).map(({ taskCount }) => taskCount);
	return Math.max(1, ...counts);
}

/** The first step at or above an amount; beyond them the amount itself. */
function stepAbove(amount: number, steps: readonly number[]): number {
	return steps.find((step) => step >= amount) ?? Math.ceil(amount);
}
