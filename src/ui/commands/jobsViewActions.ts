import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { JOB_ORDERS, orderWords } from '../../presenters/jobOrder.ts';
import { unitIdOf } from '../../slurm/wholeJob.ts';
import type { Action, Workbench } from './action.ts';
import { type JobOnCluster, jobsOfRows, pickJob } from './jobTarget.ts';

/** "Filter Jobs…": the jobs that hold a text. */
export const filterJobsAction: Action = {
	id: 'aiFactory.filterJobs',
	async run({ jobsView: { choice } }) {
		const text = await window.showInputBox({
			title: l10n.t('Filter Jobs'),
			prompt: l10n.t(
				'Shows the jobs that hold every word in their name, id, state, partition, account, QOS, GPU type or nodes. Empty shows all.',
			),
			placeHolder: l10n.t('For example: sweep failed'),
			value: choice.filter,
		});
		if (text !== undefined) choice.setFilter(text);
	},
};

export const clearJobFilterAction: Action = {
	id: 'aiFactory.clearJobFilter',
	async run({ jobsView: { choice } }) {
		choice.setFilter('');
	},
};

/** "Sort Jobs By…". */
export const sortJobsAction: Action = {
	id: 'aiFactory.sortJobs',
	async run({ jobsView: { choice } }) {
		const items = JOB_ORDERS.map((order) => {
			const isInUse = order === choice.order;
			return { ...orderWords(order), ...(isInUse && { description: l10n.t('in use') }), order };
		});
		const picked = await window.showQuickPick(items, {
			title: l10n.t('Sort Jobs By'),
			placeHolder: l10n.t('Within each group'),
		});
		if (picked) choice.setOrder(picked.order);
	},
};

/** Keeps jobs above the others, also when they have ended long ago. */
export const pinJobAction: Action = {
	id: 'aiFactory.pinJob',
	async run(workbench, target, selection) {
		for (const pin of await unitsToPin(workbench, target, selection, l10n.t('Pin a job')))
			workbench.jobsView.choice.pinned.add(pin);
	},
};

export const unpinJobAction: Action = {
	id: 'aiFactory.unpinJob',
	async run(workbench, target, selection) {
		for (const pin of await unitsToPin(workbench, target, selection, l10n.t('Unpin a job')))
			workbench.jobsView.choice.pinned.remove(pin);
	},
};

/** An array is pinned as a whole, whichever of its rows was meant. */
async function unitsToPin(
	{ app, jobsView }: Workbench,
	target: unknown,
	selection: unknown,
	title: string,
): Promise<readonly { readonly cluster: string; readonly id: string }[]> {
	const clicked = Array.isArray(selection) && selection.length > 0 ? selection : [target];
	const rows = target === undefined ? jobsView.selection : clicked;
	const found = jobsOfRows(app, rows);
	const picked = found.length > 0 ? undefined : await pickJob(app, title, () => true);
	const jobs: readonly JobOnCluster[] = picked ? [picked] : found;
	return jobs.map(({ session, job }) => ({ cluster: session.name, id: unitIdOf(job) }));
}

/** Below the first of many jobs, of one array, or of one day. */
export const showMoreJobsAction: Action = {
	id: 'aiFactory.showMoreJobs',
	async run({ jobsView }, target) {
		if (typeof target === 'string') jobsView.showMore(target);
	},
};
