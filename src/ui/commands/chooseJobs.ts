import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { Job } from '../../slurm/job.ts';
import type { Workbench } from './action.ts';
import { type JobOnCluster, jobsOfRows, pickJob } from './jobTarget.ts';

/** What a command on jobs asks for. */
export interface JobChoice {
	/** Of the list to choose from, for commands that were started without a row. */
	readonly title: string;
	/** Whether the command makes sense for a job. */
	readonly fits: (job: Job) => boolean;
}

/**
 * The jobs that a command is about: the clicked row with all that are selected beside it, the selected rows of the Jobs view, or
 * those that the person ticks in a list with a filter. Those for which the command makes no sense are left out.
 */
export async function chooseJobs(
	workbench: Workbench,
	target: unknown,
	selection: unknown,
	{ title, fits }: JobChoice,
): Promise<readonly JobOnCluster[]> {
	const found = clickedJobs(workbench, target, selection);
	const fitting = found.filter(({ job }) => fits(job));
	if (fitting.length > 0) return fitting;
	if (found.length > 0 && target !== undefined) {
		await window.showInformationMessage(l10n.t('This cannot be done to a job in its present state.'));
		return [];
	}
	const items = workbench.app.sessions.connected.flatMap((session) => {
		const { snapshot } = session.jobs;
		const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs.filter(fits);
		return jobs.map((job) => ({
			label: job.name,
			description: `${job.id} · ${job.state.toLowerCase()} · ${job.partition}`,
			session,
			job,
		}));
	});
	if (items.length === 0) {
		await window.showInformationMessage(l10n.t('There is no such job now.'));
		return [];
	}
	const chosen = await window.showQuickPick(items, {
		title,
		placeHolder: l10n.t('Type to filter; the box at the top ticks all that are shown'),
		matchOnDescription: true,
		canPickMany: true,
	});
	return chosen ?? [];
}

/** As `chooseJobs`, for commands that make sense for one job at a time. */
export async function chooseJob(
	workbench: Workbench,
	target: unknown,
	{ title, fits }: JobChoice,
): Promise<JobOnCluster | undefined> {
	const found = clickedJobs(workbench, target, undefined);
	const fitting = found.find(({ job }) => fits(job));
	if (fitting) return fitting;
	if (found.length > 0 && target !== undefined) {
		await window.showInformationMessage(l10n.t('This cannot be done to a job in its present state.'));
		return undefined;
	}
	return pickJob(workbench.app, title, fits);
}

/** A key or the palette passes no row: then it is about the selected ones. */
function clickedJobs(
	{ app, jobsView }: Workbench,
	target: unknown,
	selection: unknown,
): readonly JobOnCluster[] {
	const clicked = Array.isArray(selection) && selection.length > 0 ? selection : [target];
	return jobsOfRows(app, target === undefined ? jobsView.selection : clicked);
}
