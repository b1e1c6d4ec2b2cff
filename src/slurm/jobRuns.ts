import type { EndedJob } from './sacct.ts';

/** An ended job with the runs of it that came before, the first one first. */
export interface PastJob extends EndedJob {
	readonly earlierRuns: readonly EndedJob[];
}

/** A requeued job is submitted anew when its nodes are clean again, at the latest. */
const CLEAN_UP_MS = 15 * 60_000;

/**
 * Jobs out of runs. Slurm starts a requeued job under its old id, and accounting gives the new run the end of the one
 * before as its time of submission (seen with 20.11 to 26.05). A cluster that counts from 1 again also gives old ids to
 * other jobs: those stay jobs of their own.
 */
export function jobsOfRuns(runs: readonly EndedJob[]): readonly PastJob[] {
	const byId = Map.groupBy(runs, ({ id }) => id);
	return [...byId.values()].flatMap((sameId) => {
		const chains: EndedJob[][] = [];
		for (const run of [...sameId].sort(byTime)) {
			const chain = chains.at(-1);
			const before = chain?.at(-1);
			if (chain && before && follows(run, before)) chain.push(run);
			else chains.push([run]);
		}
		return chains.flatMap((chain) => {
			const last = chain.at(-1);
			return last ? [{ ...last, earlierRuns: chain.slice(0, -1) }] : [];
		});
	});
}

function follows(run: EndedJob, before: EndedJob): boolean {
	if (!run.submitted || !before.ended || run.name !== before.name) return false;
	const gap = run.submitted.getTime() - before.ended.getTime();
	return gap >= 0 && gap <= CLEAN_UP_MS;
}

function byTime(a: EndedJob, b: EndedJob): number {
	const time = ({ submitted }: EndedJob) => submitted?.getTime() ?? 0;
	return time(a) - time(b) || (a.ended?.getTime() ?? 0) - (b.ended?.getTime() ?? 0);
}
