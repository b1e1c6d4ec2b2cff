import { window } from 'vscode';
import { actionQuestion, commandText, underWayText } from '../../presenters/actionText.ts';
import { actOnJobs } from '../../session/actOnJobs.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import { type JobAction, MOST_JOBS_AT_ONCE } from '../../slurm/jobAction.ts';
import { withProgress } from '../withProgress.ts';
import type { JobOnCluster } from './jobTarget.ts';

/** Jobs of one cluster that one command is run for. */
interface Batch {
	readonly session: ClusterSession;
	readonly jobs: readonly Job[];
	readonly action: JobAction;
}

/**
 * Does something to the chosen jobs: one command for each cluster, after one question that shows it, or without one for what
 * is easily undone. What was run stands in the status bar for some seconds.
 *
 * @returns false when the person said no
 */
export async function actOnChosen(
	chosen: readonly JobOnCluster[],
	make: (jobs: readonly Job[]) => JobAction,
	{ asks }: { readonly asks: boolean },
): Promise<boolean> {
	const batches = batchesOf(chosen, make);
	const [first] = batches;
	if (!first) return false;
	const { kind } = first.action;
	if (asks) {
		const { title, detail, yes } = actionQuestion(
			kind,
			chosen.map(({ job }) => job),
			batches.map(({ action }) => action),
		);
		if ((await window.showWarningMessage(title, { modal: true, detail }, yes)) !== yes) return false;
	}
	const failures: unknown[] = [];
	await withProgress(underWayText(kind), async (signal) => {
		for (const { session, action, jobs } of batches) {
			// What one cluster refuses must not keep the others from theirs.
			await actOnJobs(session, action, jobs, signal).catch((error: unknown) => failures.push(error));
			if (signal.aborted) break;
		}
	});
	if (failures.length > 0) throw failures[0];
	window.setStatusBarMessage(
		`$(check) ${batches.map(({ action }) => commandText(action)).join('; ')}`,
		8_000,
	);
	return true;
}

function batchesOf(
	chosen: readonly JobOnCluster[],
	make: (jobs: readonly Job[]) => JobAction,
): readonly Batch[] {
	const bySession = Map.groupBy(chosen, ({ session }) => session);
	return [...bySession].flatMap(([session, entries]) => {
		const jobs = entries.map(({ job }) => job);
		const batches: Batch[] = [];
		for (let start = 0; start < jobs.length; start += MOST_JOBS_AT_ONCE) {
			const some = jobs.slice(start, start + MOST_JOBS_AT_ONCE);
			batches.push({ session, jobs: some, action: make(some) });
		}
		return batches;
	});
}
