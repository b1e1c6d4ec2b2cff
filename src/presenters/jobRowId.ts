import { type DayKey, parseDay } from '../base/localDay.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import type { Job } from '../slurm/job.ts';

/** Which job a row of the Jobs view is about. */
export interface JobRowTarget {
	readonly cluster: string;
	/** The day of the history in which the row stands. */
	readonly day: DayKey | undefined;
	/** An id that `findJob` takes. */
	readonly jobId: string;
}

/**
 * Reads the id of a job's row, `practice/4821_3` or `practice/history/2026-11-25/4821`, or of a row below it.
 * Undefined for rows that are about no job.
 */
export function readJobRowId(rowId: string): JobRowTarget | undefined {
	const [cluster = '', ...path] = rowId.split('/');
	const day = path[0] === 'history' ? parseDay(path[1] ?? '') : undefined;
	const jobId = path[day === undefined ? 0 : 2] ?? '';
	return /^\d/.test(jobId) ? { cluster, day, jobId } : undefined;
}

/** The day of a row of the history, or of one below it. */
export function readDayRowId(rowId: string): { readonly cluster: string; readonly day: DayKey } | undefined {
	const [cluster = '', group, text = ''] = rowId.split('/');
	const day = group === 'history' ? parseDay(text) : undefined;
	return day === undefined ? undefined : { cluster, day };
}

/** The job that the row is about, as it stands now; undefined when it is known no longer. */
export function jobOfRow(session: ClusterSession, { day, jobId }: JobRowTarget): Job | undefined {
	return day === undefined ? session.findJob(jobId) : session.history.findOn(day, jobId);
}
