import * as l10n from '@vscode/l10n';
import type { Job } from '../slurm/job.ts';
import { jobFlags } from '../slurm/jobFlags.ts';
import { outcomeOf } from '../slurm/jobState.ts';
import { explainPending } from '../slurm/pendingReason.ts';
import { isOneTask } from '../slurm/taskList.ts';
import { barOf } from './bar.ts';
import { clockTime } from './clockTime.ts';
import { elapsedNow, gpuTexts, jobIcon, oneLine, shortTaskList, shownId, stateWords } from './jobWords.ts';
import type { Row } from './row.ts';
import { spanText } from './spanText.ts';

const CELLS = 5;

/** How a job's row stands among the others. */
export interface JobRowPlace {
	readonly id: string;
	/** How long ago the job was asked for: a running job's clock goes on between two queries. */
	readonly ageSeconds: number;
	readonly now: Date;
	/** More words by which menus know the row. */
	readonly flags?: string;
	/** The name is that of the row above: the job is told by its number in the array, or in the heterogeneous job. */
	readonly isPart?: boolean;
	/** Whether no heading says that the job runs or waits. */
	readonly tellsState?: boolean;
	/** How the job ended, where more is known of it than its state: who cancelled it. */
	readonly stateText?: string | undefined;
	/** More about the job, such as its runs. */
	readonly remarks?: readonly string[];
}

/** One job, or one record of an array or a heterogeneous job. */
export function jobRow(job: Job, place: JobRowPlace): Row {
	const words = place.stateText ?? stateWords(job);
	const facts = factsOf(job, words, place);
	const id = place.isPart ? [] : [shownId(job)];
	// The heading of the group says that these run or wait; a narrow side bar has better use for the room.
	const told = job.phase === 'finished' || (isPlain(job) && !place.tellsState) ? [] : [words];
	return {
		id: place.id,
		label: place.isPart ? partName(job) : oneLine(job.name),
		description: [...id, ...told, ...facts.shown].join(' · '),
		...jobIcon(job),
		contextValue: [
			'job',
			job.phase,
			...(job.outputPath ? ['output'] : []),
			...jobFlags(job),
			place.flags ?? '',
		]
			.filter((flag) => flag !== '')
			.join(' '),
		spoken: [oneLine(job.name), l10n.t('job {0}', shownId(job)), ...facts.spoken].join(', '),
	};
}

function isPlain({ state }: Job): boolean {
	return state === 'RUNNING' || state === 'PENDING';
}

function partName({ array, het, id, name }: Job): string {
	if (array) return l10n.t('Task {0}', array.tasks);
	return het ? l10n.t('Component {0}', het.offset) : `${oneLine(name)} ${id}`;
}

/** What matters of a job, the most important first: a narrow side bar shows no more. */
function factsOf(
	job: Job,
	words: string,
	{ ageSeconds, now, remarks = [] }: JobRowPlace,
): { readonly shown: readonly string[]; readonly spoken: readonly string[] } {
	const gpus = gpuTexts(job);
	switch (job.phase) {
		case 'pending': {
			const facts = [...gpus, explainPending(job.reason).text].filter((text) => text !== '');
			return { shown: facts, spoken: [words, ...facts] };
		}
		case 'running': {
			const time = timeTexts(job, ageSeconds);
			const others = [...gpus, oneLine(job.nodes)].filter((text) => text !== '');
			return { shown: [time.shown, ...others], spoken: [words, time.spoken, ...others] };
		}
		case 'finished': {
			// A job that was cancelled while it waited has the moment of that as its start.
			const hasRun = job.elapsed > 0 || outcomeOf(job.state) !== 'cancelled';
			const ended = job.ended ? `${words} ${clockTime(job.ended, now)}` : words;
			const facts = [ended, ...remarks, ...(hasRun ? [l10n.t('ran {0}', spanText(job.elapsed))] : [])];
			return { shown: facts, spoken: facts };
		}
	}
}

/** The time that a job has used against its limit: `▰▰▰▱▱ 1 h 12 min left`. */
function timeTexts(job: Job, ageSeconds: number): { readonly shown: string; readonly spoken: string } {
	const elapsed = elapsedNow(job, ageSeconds);
	if (job.limit === undefined) {
		const text = l10n.t('{0} so far', spanText(elapsed));
		return { shown: text, spoken: text };
	}
	const seconds = job.limit - elapsed;
	const left = seconds > 0 ? l10n.t('{0} left', spanText(seconds)) : l10n.t('time is up');
	return {
		shown: `${barOf(job.limit > 0 ? elapsed / job.limit : 1, CELLS)} ${left}`,
		spoken: `${l10n.t('{0} of {1}', spanText(elapsed), spanText(job.limit))}, ${left}`,
	};
}

/** Tasks of an array that wait together, or were cancelled before they began: one row, however many they are. */
export function waitingTasksRow(job: Job, count: number, place: JobRowPlace): Row {
	const { tasks = '', throttle } = job.array ?? {};
	const isOver = job.phase === 'finished';
	const atMost = throttle === undefined || isOver ? [] : [l10n.t('at most {0} at a time', throttle)];
	const why = isOver ? (place.stateText ?? stateWords(job)) : explainPending(job.reason).text;
	const facts = [...atMost, why].filter((text) => text !== '');
	const label = tasksLabel(count, isOver);
	return {
		...jobRow(job, place),
		label,
		description: [isOneTask(tasks) ? l10n.t('task {0}', tasks) : shortTaskList(tasks), ...facts].join(' · '),
		spoken: [oneLine(job.name), l10n.t('job {0}', shownId(job)), label, ...facts].join(', '),
	};
}

function tasksLabel(count: number, isOver: boolean): string {
	if (isOver)
		return count === 1
			? l10n.t('1 task never began')
			: l10n.t('{0} tasks never began', count.toLocaleString());
	return count === 1 ? l10n.t('1 task waits') : l10n.t('{0} tasks wait', count.toLocaleString());
}
