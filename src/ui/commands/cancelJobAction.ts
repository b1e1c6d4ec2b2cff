import * as l10n from '@vscode/l10n';
import { type QuickPickItem, window } from 'vscode';
import { signalTargetText, signalText } from '../../presenters/actionText.ts';
import {
	cancelArrayTasks,
	cancelJobs,
	type JobSignal,
	type SignalTarget,
	signalJobs,
} from '../../slurm/jobAction.ts';
import { formatTaskList, parseTaskList } from '../../slurm/taskList.ts';
import type { Action, Workbench } from './action.ts';
import { actOnChosen } from './actOnChosen.ts';
import { chooseJob, chooseJobs } from './chooseJobs.ts';
import type { JobOnCluster } from './jobTarget.ts';

/** Cancels the selected jobs after one question that says what is lost. */
export const cancelJobAction: Action = {
	id: 'aiFactory.cancelJob',
	async run(workbench, target, selection) {
		const chosen = await chooseJobs(workbench, target, selection, {
			title: l10n.t('Cancel jobs'),
			fits: ({ phase }) => phase !== 'finished',
		});
		await withoutBells(workbench, chosen, () => actOnChosen(chosen, cancelJobs, { asks: true }));
	},
};

/** Cancels some tasks of an array: those that wait together have one row for all. */
export const cancelArrayTasksAction: Action = {
	id: 'aiFactory.cancelArrayTasks',
	async run(workbench, target) {
		const chosen = await chooseJob(workbench, target, {
			title: l10n.t('Cancel tasks of an array'),
			fits: ({ phase, array }) => phase !== 'finished' && array !== undefined,
		});
		const array = chosen?.job.array;
		if (!chosen || !array) return;
		const { job, session } = chosen;
		const known = new Set(tasksOf(chosen, array.id));
		const text = await window.showInputBox({
			title: l10n.t('Cancel tasks of {0} ({1})', job.name, array.id),
			prompt: l10n.t(
				'Such as "3-7,9", or "0-20:5" for every fifth one. Waiting or running: {0}.',
				formatTaskList([...known].sort((a, b) => a - b)),
			),
			value: array.tasks,
			validateInput: (value) => {
				const tasks = parseTaskList(value);
				if (!tasks) return l10n.t('Write task numbers and ranges with commas between them: 3-7,9');
				return tasks.some((task) => known.has(task))
					? undefined
					: l10n.t('None of these tasks waits or runs.');
			},
		});
		const tasks = text === undefined ? undefined : parseTaskList(text)?.filter((task) => known.has(task));
		if (!tasks || tasks.length === 0) return;
		const list = formatTaskList(tasks);
		const asked = { session, job: { ...job, id: `${array.id}_[${list}]` as typeof job.id } };
		await actOnChosen([asked], () => cancelArrayTasks(array.id, list), { asks: true });
	},
};

const SIGNALS: readonly JobSignal[] = ['USR1', 'USR2', 'TERM', 'INT', 'KILL'];
const TARGETS: readonly SignalTarget[] = ['all', 'steps', 'batch'];

/** Sends a signal to running jobs, such as the one by which a program saves its state. */
export const signalJobAction: Action = {
	id: 'aiFactory.signalJob',
	async run(workbench, target, selection) {
		const chosen = await chooseJobs(workbench, target, selection, {
			title: l10n.t('Send a signal to jobs'),
			fits: ({ phase }) => phase === 'running',
		});
		if (chosen.length === 0) return;
		const signal = await window.showQuickPick(
			SIGNALS.map((name): QuickPickItem & { name: JobSignal } => ({
				label: `SIG${name}`,
				detail: signalText(name),
				name,
			})),
			{ title: l10n.t('Which signal?'), placeHolder: l10n.t('Choose a signal') },
		);
		if (!signal) return;
		const receiver = await window.showQuickPick(
			TARGETS.map((name): QuickPickItem & { name: SignalTarget } => ({ ...signalTargetText(name), name })),
			{ title: l10n.t('SIG{0} to which processes?', signal.name), placeHolder: l10n.t('Choose who gets it') },
		);
		if (!receiver) return;
		await actOnChosen(chosen, (jobs) => signalJobs(jobs, signal.name, receiver.name), { asks: true });
	},
};

/** Tasks that wait or run, as the list knows them. */
function tasksOf({ session }: JobOnCluster, arrayId: string): readonly number[] {
	const { snapshot } = session.jobs;
	const jobs = snapshot.kind === 'loading' ? [] : snapshot.jobs;
	return jobs.flatMap(({ array, phase }) =>
		array?.id === arrayId && phase !== 'finished' ? (parseTaskList(array.tasks) ?? []) : [],
	);
}

/** Nobody needs to be told that what they cancelled has ended. */
async function withoutBells(
	{ notices }: Workbench,
	chosen: readonly JobOnCluster[],
	act: () => Promise<boolean>,
): Promise<void> {
	const ringing = chosen.filter(({ session, job }) => notices.ringsOn(session.name)(job));
	for (const { session, job } of ringing) notices.mute(session.name, [job]);
	let isDone = false;
	try {
		isDone = await act();
	} finally {
		if (!isDone) for (const { session, job } of ringing) notices.ask(session.name, [job]);
	}
}
