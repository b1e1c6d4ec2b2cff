import * as l10n from '@vscode/l10n';
import type { DayKey } from '../base/localDay.ts';
import type { Job } from '../slurm/job.ts';
import type { DayOfJobs } from '../slurm/jobHistory.ts';
import type { PastJob } from '../slurm/jobRuns.ts';
import type { EndedJob } from '../slurm/sacct.ts';
import { clockTime } from './clockTime.ts';
import { failureRow } from './fileRow.ts';
import { daysOf, dayWords, type HistoryPeriod, periodWords } from './historyPeriod.ts';
import { filtered } from './jobFilter.ts';
import { type JobOrder, sorted } from './jobOrder.ts';
import { fateOf, unitsOf } from './jobUnits.ts';
import { jobIcon, stateWords } from './jobWords.ts';
import { markdownText, type Row } from './row.ts';
import { spanText } from './spanText.ts';
import { moreJobsRow, type OpenRows, unitRow } from './unitRow.ts';

const DAY_PAGE = 31;
const JOB_PAGE = 100;

/** What the rows of a cluster's history are made of. */
export interface HistoryShown extends OpenRows {
	readonly period: HistoryPeriod;
	day(day: DayKey): DayOfJobs | undefined;
	/** Why accounting tells nothing at all; undefined while it does. */
	readonly failure: unknown;
	/** The person's own number on the cluster; undefined while it is not known. */
	readonly ownUid: number | undefined;
	readonly filter: string;
	readonly order: JobOrder;
	readonly now: Date;
}

/** The group at the end of a cluster's jobs: jobs of days past, by day. */
export function historyRow(cluster: string, shown: HistoryShown): Row {
	const id = `${cluster}/history`;
	const words = periodWords(shown.period);
	return {
		id,
		label: l10n.t('History'),
		description: words,
		icon: '',
		contextValue: 'group history',
		spoken: l10n.t('History, {0}', words),
		children: shown.isOpen(id) ? dayRows(id, shown) : [],
		expanded: shown.isOpen(id),
	};
}

function dayRows(id: string, shown: HistoryShown): readonly Row[] {
	if (shown.failure !== undefined) return [retryRow(id, shown.failure)];
	const days = daysOf(shown.period, shown.now);
	const rows = days.slice(0, shown.limitOf(id, DAY_PAGE)).map((day) => dayRow(`${id}/${day}`, day, shown));
	return rows.length < days.length ? [...rows, moreJobsRow(id, days.length - rows.length)] : rows;
}

function dayRow(id: string, day: DayKey, shown: HistoryShown): Row {
	const label = dayWords(day, shown.now);
	const state = shown.day(day);
	const description = state?.kind === 'loaded' ? summary(state.jobs, state.at, shown.now) : '';
	return {
		id,
		label,
		description,
		icon: 'calendar',
		contextValue: 'day',
		spoken: [label, ...(description === '' ? [] : [description])].join(', '),
		children: shown.isOpen(id) && state ? jobRowsOf(id, state, shown) : [],
		expanded: shown.isOpen(id),
	};
}

/** `12 jobs, 1 failed · as of 10:03`; the moment is told on the day itself, when more may come. */
function summary(jobs: readonly Job[], at: Date, now: Date): string {
	const units = unitsOf(jobs);
	const count = units.length;
	const failed = units.filter((unit) => unit.jobs.some((job) => fateOf(job) === 'failed')).length;
	const told = [
		count === 1 ? l10n.t('1 job') : l10n.t('{0} jobs', count.toLocaleString()),
		...(failed > 0 ? [l10n.t('{0} failed', failed.toLocaleString())] : []),
	].join(', ');
	const isToday = jobs.some(({ ended }) => ended?.toDateString() === now.toDateString());
	return isToday ? l10n.t('{0} · as of {1}', told, clockTime(at, now)) : told;
}

function jobRowsOf(id: string, state: DayOfJobs, shown: HistoryShown): readonly Row[] {
	if (state.kind === 'loading') return [];
	if (state.kind === 'failed') return [retryRow(id, state.error)];
	const left = filtered(state.jobs, shown.filter);
	if (left.length === 0) return [nothingRow(id, state.jobs.length > 0)];
	const units = sorted(unitsOf(left), shown.order);
	const page = units.slice(0, shown.limitOf(id, JOB_PAGE));
	const place = {
		...{ prefix: id, ageSeconds: 0, now: shown.now, flags: 'past' },
		isOpen: (rowId: string) => shown.isOpen(rowId),
		limitOf: (rowId: string, size: number) => shown.limitOf(rowId, size),
		detailsOf: (rowId: string) => shown.detailsOf(rowId),
		remarksOf: (job: Job) => remarks(job as PastJob),
		stateTextOf: (job: Job) => cancelledWords(job as PastJob, shown.ownUid),
		rowsAbove: (job: Job, rowId: string) => runRows(job as PastJob, rowId, shown),
	};
	const rows = page.map((unit) => unitRow(unit, place));
	return page.length < units.length ? [...rows, moreJobsRow(id, units.length - page.length)] : rows;
}

function retryRow(id: string, error: unknown): Row {
	return { ...failureRow(id, error), command: 'aiFactory.refreshHistory' };
}

function nothingRow(id: string, isFiltered: boolean): Row {
	const words = isFiltered
		? l10n.t('No job of this day fits the filter')
		: l10n.t('No job ended on this day');
	return {
		id: `${id}/?empty`,
		label: '',
		description: words,
		icon: '',
		contextValue: 'empty',
		spoken: words,
	};
}

function remarks({ earlierRuns }: PastJob): readonly string[] {
	return earlierRuns.length > 0 ? [l10n.t('{0} runs', earlierRuns.length + 1)] : [];
}

/** Who cancelled it, where that is known; undefined where the state says all. */
function cancelledWords({ cancelledBy }: EndedJob, ownUid: number | undefined): string | undefined {
	if (cancelledBy === undefined) return undefined;
	if (cancelledBy === ownUid) return l10n.t('cancelled by you');
	return cancelledBy === 0
		? l10n.t('cancelled by an administrator')
		: l10n.t('cancelled by user {0}', cancelledBy);
}

/** The runs before the last one: "Run 1  put back into the queue 10:03 · ran 2 s". */
function runRows({ earlierRuns }: PastJob, rowId: string, { now, ownUid }: HistoryShown): readonly Row[] {
	return earlierRuns.map((run: EndedJob, index) => {
		const label = l10n.t('Run {0}', index + 1);
		const words = cancelledWords(run, ownUid) ?? stateWords(run);
		const facts = [
			run.ended ? `${words} ${clockTime(run.ended, now)}` : words,
			l10n.t('ran {0}', spanText(run.elapsed)),
			...(run.nodes ? [run.nodes] : []),
		];
		return {
			id: `${rowId}/run${index + 1}`,
			label,
			description: facts.join(' · '),
			...jobIcon(run),
			contextValue: 'run',
			spoken: [label, ...facts].join(', '),
			tooltip: markdownText([label, ...facts].join(' · ')),
		};
	});
}
