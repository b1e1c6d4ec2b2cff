import * as l10n from '@vscode/l10n';
import { shellQuote } from '../base/shellQuote.ts';
import type { JobActionKind } from '../problems/problem.ts';
import type { Job } from '../slurm/job.ts';
import type { JobAction, JobSignal, SignalTarget } from '../slurm/jobAction.ts';
import { spanText } from './spanText.ts';

/** One question before something is done to jobs: what, what follows from it, and the exact command. */
export interface ActionQuestion {
	readonly title: string;
	readonly detail: string;
	readonly yes: string;
}

const MOST_LINES = 8;
/** A modal question grows with its text; what is longer is in the log. */
const MOST_COMMAND = 400;

/** @param actions one for each cluster, or more where there are very many jobs */
export function actionQuestion(
	kind: JobActionKind,
	jobs: readonly Job[],
	actions: readonly JobAction[],
): ActionQuestion {
	const lines = jobs.slice(0, MOST_LINES).map((job) => consequence(kind, job));
	const more = jobs.length > MOST_LINES ? [l10n.t('… and {0} more.', jobs.length - MOST_LINES)] : [];
	const commands = actions.map((action) => l10n.t('Command: {0}', commandText(action)));
	return { ...titleOf(kind, jobs), detail: [...lines, ...more, ...commands].join('\n') };
}

/** The command line that is run, as the person could type it. */
export function commandText({ argv }: JobAction): string {
	const line = shellQuote(argv);
	return line.length <= MOST_COMMAND ? line : `${line.slice(0, MOST_COMMAND)} …`;
}

function titleOf(kind: JobActionKind, jobs: readonly Job[]): Omit<ActionQuestion, 'detail'> {
	const [first] = jobs;
	const one = jobs.length === 1 && first ? l10n.t('job {0} ({1})', first.id, oneLine(first.name)) : '';
	const what = one === '' ? l10n.t('{0} jobs', jobs.length) : one;
	switch (kind) {
		case 'cancel':
			return {
				title: l10n.t('Cancel {0}?', what),
				yes: one === '' ? l10n.t('Cancel {0} Jobs', jobs.length) : l10n.t('Cancel Job'),
			};
		case 'signal':
			return { title: l10n.t('Send a signal to {0}?', what), yes: l10n.t('Send Signal') };
		case 'hold':
			return { title: l10n.t('Hold {0}?', what), yes: l10n.t('Hold') };
		case 'release':
			return { title: l10n.t('Release {0}?', what), yes: l10n.t('Release') };
		case 'requeue':
			return { title: l10n.t('Requeue {0}?', what), yes: l10n.t('Requeue') };
		case 'requeueHold':
			return { title: l10n.t('Requeue and hold {0}?', what), yes: l10n.t('Requeue and Hold') };
		case 'change':
			return { title: l10n.t('Change {0}?', what), yes: l10n.t('Change') };
	}
}

function consequence(kind: JobActionKind, job: Job): string {
	const name = oneLine(job.name);
	const isRunning = job.phase === 'running';
	switch (kind) {
		case 'cancel':
			if (job.het) return l10n.t('{0} is a part of a heterogeneous job; all its parts are cancelled.', name);
			return isRunning
				? l10n.t('{0} has been running for {1}. What it has not saved is lost.', name, spanText(job.elapsed))
				: l10n.t('{0} has not started.', name);
		case 'requeue':
		case 'requeueHold':
			return isRunning
				? l10n.t(
						'{0} has been running for {1}. It is ended, and begins anew under the same id; what it has not saved is lost.',
						name,
						spanText(job.elapsed),
					)
				: l10n.t('{0} begins anew under the same id. Its output file is written over.', name);
		default:
			return l10n.t('{0}: {1}.', name, job.state.toLowerCase().replaceAll('_', ' '));
	}
}

/** What happens while an action is under way. */
export function underWayText(kind: JobActionKind): string {
	switch (kind) {
		case 'cancel':
			return l10n.t('Cancelling');
		case 'signal':
			return l10n.t('Sending the signal');
		case 'hold':
			return l10n.t('Holding');
		case 'release':
			return l10n.t('Releasing');
		case 'requeue':
		case 'requeueHold':
			return l10n.t('Requeueing');
		case 'change':
			return l10n.t('Changing');
	}
}

/** What programs make of each signal, so that a person can choose. */
export function signalText(signal: JobSignal): string {
	switch (signal) {
		case 'TERM':
			return l10n.t('Asks to end; programs may tidy up first.');
		case 'INT':
			return l10n.t('As Ctrl+C in a terminal; Python raises KeyboardInterrupt.');
		case 'USR1':
			return l10n.t(
				'Means what the program has it mean, often "save a checkpoint". One that does not know it is ended.',
			);
		case 'USR2':
			return l10n.t('As USR1; PyTorch Lightning and submitit use one of the two.');
		case 'KILL':
			return l10n.t('Ends at once, without any chance to save.');
	}
}

export function signalTargetText(target: SignalTarget): { readonly label: string; readonly detail: string } {
	switch (target) {
		case 'steps':
			return {
				label: l10n.t('What srun started'),
				detail: l10n.t('The programs that the script runs with "srun", on all nodes; not the script itself.'),
			};
		case 'batch':
			return {
				label: l10n.t('The batch script alone'),
				detail: l10n.t(
					'Its shell, for scripts that use "trap"; programs that it started hear nothing (--batch).',
				),
			};
		case 'all':
			return {
				label: l10n.t('The batch script and all that it started'),
				detail: l10n.t('Right where the script starts the program without "srun" (--full).'),
			};
	}
}

/** Names may hold line ends and other control characters. */
function oneLine(text: string): string {
	return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}
