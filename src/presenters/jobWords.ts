import * as l10n from '@vscode/l10n';
import type { Seconds } from '../slurm/duration.ts';
import type { Job } from '../slurm/job.ts';
import { isHeld } from '../slurm/jobFlags.ts';
import { outcomeOf, REFUSED } from '../slurm/jobState.ts';
import { formatBytes } from './formatBytes.ts';
import type { Row } from './row.ts';

const MEBIBYTE = 1024 ** 2;

/** Where a job is, in words that need no colour. */
export function stateWords(job: Job): string {
	switch (job.state) {
		case 'PENDING':
			return l10n.t('waiting');
		case 'CONFIGURING':
			return l10n.t('nodes are starting');
		case 'RUNNING':
			return l10n.t('running');
		case 'COMPLETING':
			return l10n.t('finishing');
		case 'SUSPENDED':
		case 'STOPPED':
			return l10n.t('paused');
		case 'COMPLETED':
			return l10n.t('completed');
		case 'CANCELLED':
			return l10n.t('cancelled');
		case 'TIMEOUT':
			return l10n.t('reached its time limit');
		case 'OUT_OF_MEMORY':
			return l10n.t('out of memory');
		case 'NODE_FAIL':
			return l10n.t('a node failed');
		case 'PREEMPTED':
			return l10n.t('preempted');
		case 'REQUEUED':
			return l10n.t('put back into the queue');
		case REFUSED:
			return l10n.t('not taken by Slurm');
		case 'FAILED':
			return job.exit && job.exit.code > 0
				? l10n.t('failed with exit code {0}', job.exit.code)
				: l10n.t('failed');
		default:
			return job.state.toLowerCase().replaceAll('_', ' ');
	}
}

/** A job's state as a shape; its colour only repeats what the shape says. */
export function jobIcon(job: Job): Pick<Row, 'icon' | 'iconColor'> {
	switch (job.phase) {
		case 'pending':
			return { icon: isHeld(job) ? 'debug-pause' : 'clock' };
		case 'running':
			return job.state === 'RUNNING'
				? { icon: 'play-circle', iconColor: 'charts.green' }
				: { icon: 'loading~spin', iconColor: 'charts.green' };
		case 'finished':
			switch (outcomeOf(job.state)) {
				case 'completed':
					return { icon: 'check', iconColor: 'testing.iconPassed' };
				case 'cancelled':
					return { icon: 'circle-slash' };
				case 'timeout':
					return { icon: 'watch', iconColor: 'list.warningForeground' };
				case 'failed':
					return { icon: 'error', iconColor: 'list.errorForeground' };
			}
	}
}

/** `8× h100`, one text for each type. */
export function gpuTexts({ gpus }: Job): readonly string[] {
	return gpus.map(({ type, count }) => (type ? `${count}× ${type}` : l10n.t('{0} GPU', count)));
}

/** CPUs, memory and GPUs, as asked for or as given. */
export function resourceTexts(job: Job): readonly string[] {
	const memory = job.tres.get('mem');
	return [
		...gpuTexts(job),
		...(job.cpuCount > 0 ? [job.cpuCount === 1 ? l10n.t('1 CPU') : l10n.t('{0} CPUs', job.cpuCount)] : []),
		...(memory ? [l10n.t('{0} memory', formatBytes(memory * MEBIBYTE))] : []),
	];
}

/** How long a job has run: the clock of one that runs goes on between two looks at the queue, that of a paused one does not. */
export function elapsedNow(job: Job, ageSeconds: number): Seconds {
	const since = job.state === 'RUNNING' ? Math.max(0, Math.round(ageSeconds)) : 0;
	return (job.elapsed + since) as Seconds;
}

/** Slurm takes names of any length. What is cut off is in the tooltip. */
const LONGEST_NAME = 120;

/** Names may hold line ends and other control characters; a row is one line, and is read aloud. */
export function oneLine(text: string): string {
	const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
	const characters = line.length > LONGEST_NAME ? [...line] : [];
	return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME).join('')}…` : line;
}

/** A job's id with no more of a list of tasks than a person reads: `4821_[0,3,7, …]`. */
export function shownId({ id, array }: Job): string {
	return array && shortTaskList(array.tasks) !== array.tasks
		? `${array.id}_[${shortTaskList(array.tasks)}]`
		: id;
}

/** An irregular list of an array of 10,000 tasks is 20,000 characters long. */
export function shortTaskList(tasks: string): string {
	const parts = tasks.split(',');
	return parts.length <= 4 ? tasks : `${parts.slice(0, 3).join()}, …`;
}
