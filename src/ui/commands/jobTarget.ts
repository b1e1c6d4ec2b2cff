import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { App } from '../../app.ts';
import { jobOfRow, readJobRowId } from '../../presenters/jobRowId.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';

/** A job with the cluster that it is on. */
export interface JobOnCluster {
	readonly session: ClusterSession;
	readonly job: Job;
}

/** The jobs behind ids of rows of the Jobs view. Rows of groups, and of jobs that are gone, are left out. */
export function jobsOfRows(app: App, rows: readonly unknown[]): readonly JobOnCluster[] {
	return rows.flatMap((row) => (typeof row === 'string' ? findJob(app, row) : []));
}

/** Rows below a job's are about that job: `cluster/jobId/…`. */
function findJob(app: App, rowId: string): readonly JobOnCluster[] {
	const target = readJobRowId(rowId);
	const session = target && app.sessions.find(target.cluster);
	const job = session && jobOfRow(session, target);
	return session && job ? [{ session, job }] : [];
}

/** Lets the person choose among the jobs that fit, for commands that were started without a row. */
export async function pickJob(
	app: App,
	title: string,
	fits: (job: Job) => boolean,
): Promise<JobOnCluster | undefined> {
	const items = app.sessions.connected.flatMap((session) => {
		const { snapshot } = session.jobs;
		const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs.filter(fits);
		return jobs.map((job) => ({
			label: job.name,
			description: `${job.id} · ${job.state.toLowerCase()}`,
			session,
			job,
		}));
	});
	if (items.length === 0) {
		await window.showInformationMessage(l10n.t('There is no such job now.'));
		return undefined;
	}
	return window.showQuickPick(items, {
		title,
		placeHolder: l10n.t('Choose a job'),
		matchOnDescription: true,
	});
}
