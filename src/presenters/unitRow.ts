import * as l10n from '@vscode/l10n';
import type { Job } from '../slurm/job.ts';
import { isOneTask } from '../slurm/taskList.ts';
import { steadyId } from '../slurm/wholeJob.ts';
import { moreRow } from './fileRow.ts';
import { jobRow, waitingTasksRow } from './jobRow.ts';
import { fateOf, type JobUnit, type TaskCounts, taskCounts, tasksIn } from './jobUnits.ts';
import { jobIcon, oneLine, stateWords } from './jobWords.ts';
import type { Row } from './row.ts';

/** Rows of one array that are shown at a time. */
const TASK_PAGE = 100;

/** What the view knows of its rows beside the jobs themselves. */
export interface OpenRows {
	/** Whether the person has opened the row. */
	isOpen(rowId: string): boolean;
	/** How many rows below this one are shown, where the person asked for more than the first `page`. */
	limitOf(rowId: string, page: number): number;
	/** What was read for a job's row since it was opened; undefined while nothing was. */
	detailsOf(rowId: string): readonly Row[] | undefined;
}

/** Where a unit's row stands. */
export interface UnitPlace extends OpenRows {
	/** What stands before the unit's id in the ids of its rows: the cluster, and in the history the day. */
	readonly prefix: string;
	readonly ageSeconds: number;
	readonly now: Date;
	/** More words by which menus know the unit's row. */
	readonly flags: string;
	/** Whether no heading says what the jobs do. */
	readonly tellsState?: boolean;
	remarksOf?(job: Job): readonly string[];
	stateTextOf?(job: Job): string | undefined;
	/** Rows that come before the details of a job. */
	rowsAbove?(job: Job, rowId: string): readonly Row[];
}

/** The row of a job, of an array, or of a heterogeneous job, with what is below it as far as it is open. */
export function unitRow(unit: JobUnit, place: UnitPlace): Row {
	if (unit.kind === 'job') return openableJobRow(unit.lead, place, place.flags);
	const id = `${place.prefix}/${unit.id}`;
	return {
		...(unit.kind === 'array' ? arrayRow(id, unit, place) : hetRow(id, unit, place)),
		children: place.isOpen(id) ? partRows(id, unit, place) : [],
		expanded: place.isOpen(id),
	};
}

/** A job's row, open or to be opened. */
function openableJobRow(job: Job, place: UnitPlace, flags: string, isPart = false): Row {
	const id = `${place.prefix}/${steadyId(job)}`;
	const isOpen = place.isOpen(id);
	const remarks = place.remarksOf?.(job) ?? [];
	const stateText = place.stateTextOf?.(job);
	const { ageSeconds, now } = place;
	const count = tasksIn(job);
	const tellsState = isPart || place.tellsState === true;
	const at = { id, ageSeconds, now, flags, isPart, remarks, stateText, tellsState };
	const own = job.array && !isOneTask(job.array.tasks) ? waitingTasksRow(job, count, at) : jobRow(job, at);
	return {
		...own,
		children: isOpen ? [...(place.rowsAbove?.(job, id) ?? []), ...(place.detailsOf(id) ?? [])] : [],
		expanded: isOpen,
	};
}

/** Below the first of a long list of jobs; a click shows more. */
export function moreJobsRow(id: string, left: number): Row {
	return { ...moreRow(id, left, true), command: 'aiFactory.showMoreJobs' };
}

function arrayRow(id: string, unit: JobUnit, { flags }: UnitPlace): Row {
	const { lead } = unit;
	const counts = countWords(taskCounts(unit.jobs));
	return {
		id,
		label: oneLine(lead.name),
		description: [unit.id, counts].join(' · '),
		...jobIcon(unit.phase === 'finished' ? worstOf(unit) : lead),
		contextValue: `job array ${unit.phase} ${outputFlag(unit)}${flags}`.trimEnd(),
		spoken: [oneLine(lead.name), l10n.t('job array {0}', unit.id), counts].join(', '),
	};
}

/** Where nothing of an array is alive, what went wrong in it is what a person must see. */
function worstOf({ jobs, lead }: JobUnit): Job {
	const first = (fate: keyof TaskCounts) => jobs.find((job) => fateOf(job) === fate);
	return first('failed') ?? first('cancelled') ?? lead;
}

/** `1 failed, 3 running, 12 waiting, 40 done`: a narrow side bar cuts off the end, where nothing must be missed. */
function countWords({ running, waiting, done, failed, cancelled }: TaskCounts): string {
	const told = (count: number, words: (count: string) => string) =>
		count > 0 ? [words(count.toLocaleString())] : [];
	return [
		...told(failed, (count) => l10n.t('{0} failed', count)),
		...told(running, (count) => l10n.t('{0} running', count)),
		...told(waiting, (count) => l10n.t('{0} waiting', count)),
		...told(done, (count) => l10n.t('{0} done', count)),
		...told(cancelled, (count) => l10n.t('{0} cancelled', count)),
	].join(', ');
}

function hetRow(id: string, unit: JobUnit, place: UnitPlace): Row {
	const { lead } = unit;
	const { ageSeconds, now, flags, tellsState = false } = place;
	const stateText = place.stateTextOf?.(lead);
	const components =
		unit.jobs.length === 1 ? l10n.t('1 component') : l10n.t('{0} components', unit.jobs.length);
	const whole: Job = { ...lead, id: unit.id as Job['id'], nodes: '', gpus: [] };
	const own = jobRow(whole, { id, ageSeconds, now, tellsState, stateText });
	return {
		...own,
		description: `${own.description} · ${components}`,
		contextValue: `job het ${unit.phase} ${outputFlag(unit)}${flags}`.trimEnd(),
		spoken: [oneLine(lead.name), l10n.t('heterogeneous job {0}', unit.id), stateWords(lead), components].join(
			', ',
		),
	};
}

function outputFlag({ lead }: JobUnit): string {
	return lead.outputPath ? 'output ' : '';
}

/** What a person looks for first: what failed, then what runs, then what waits. */
const INTEREST: Readonly<Record<keyof TaskCounts, number>> = {
	failed: 0,
	running: 1,
	waiting: 2,
	cancelled: 3,
	done: 4,
};

function partRows(id: string, unit: JobUnit, place: UnitPlace): readonly Row[] {
	const keyed = unit.jobs.map((job) => ({ job, rank: INTEREST[fateOf(job)], number: partNumber(job) }));
	const parts = keyed.sort((a, b) =>
		unit.kind === 'het' ? a.number - b.number : a.rank - b.rank || a.number - b.number,
	);
	const shown = parts.slice(0, place.limitOf(id, TASK_PAGE));
	const rows = distinct(shown.map(({ job }) => openableJobRow(job, place, 'part', true)));
	const left = parts.length - shown.length;
	return left > 0 ? [...rows, moreJobsRow(id, left)] : rows;
}

function partNumber({ array, het }: Job): number {
	return Number.parseInt(array?.tasks ?? String(het?.offset ?? 0), 10) || 0;
}

/** Slurm may keep several records of tasks that wait; each row needs an id of its own. */
function distinct(rows: readonly Row[]): readonly Row[] {
	const seen = new Set<string>();
	return rows.map((row) => {
		let { id } = row;
		for (let copy = 2; seen.has(id); copy += 1) id = `${row.id}-${copy}`;
		seen.add(id);
		if (id === row.id) return row;
		// Nothing can be done with it by its id, which is the one of the row above.
		const { children, expanded, ...words } = row;
		return { ...words, id, contextValue: 'part' };
	});
}
