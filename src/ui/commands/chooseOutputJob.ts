import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { outputTasks } from '../../session/outputTasks.ts';
import type { Job } from '../../slurm/job.ts';
import type { Workbench } from './action.ts';
import { type JobOnCluster, jobsOfRows, pickJob } from './jobTarget.ts';

/** The job, or task of an array, whose output the person wants; undefined when none. */
export async function chooseOutputJob(
	{ app, jobsView, outputs }: Workbench,
	target: unknown,
	title: string,
): Promise<JobOnCluster | undefined> {
	const [ofRow] = jobsOfRows(app, target === undefined ? jobsView.selection : [target]);
	const found = ofRow ?? outputs.followedAs(target) ?? (await pickJob(app, title, () => true));
	return found && chooseTask(found.session, found.job, title);
}

/** The row of an array's waiting tasks stands for all of them. */
async function chooseTask(
	session: ClusterSession,
	job: Job,
	title: string,
): Promise<JobOnCluster | undefined> {
	const { snapshot } = session.jobs;
	const all = snapshot.kind === 'loading' ? [] : snapshot.jobs;
	const tasks = outputTasks(job, all);
	const [only] = tasks;
	const isMoreToCome = job.phase === 'pending' || all.some(isWaitingPart(job));
	if (!only) return { session, job };
	if (tasks.length === 1 && !isMoreToCome) return { session, job: only };
	const items = [
		...tasks.map((task) => ({
			label: l10n.t('Task {0}', task.array?.tasks ?? ''),
			description: `${task.id} · ${task.state.toLowerCase()}`,
			job: task,
		})),
		...all.filter(isWaitingPart(job)).map((waiting) => ({
			label: l10n.t('The Next One That Starts'),
			description: l10n.t('waiting: {0}', waiting.array?.tasks ?? ''),
			job: waiting,
		})),
	];
	const picked = await window.showQuickPick(items, {
		title,
		placeHolder: l10n.t('Choose a task of the array'),
		matchOnDescription: true,
	});
	return picked && { session, job: picked.job };
}

function isWaitingPart({ array }: Job): (other: Job) => boolean {
	return (other) => other.phase === 'pending' && array !== undefined && other.array?.id === array.id;
}
