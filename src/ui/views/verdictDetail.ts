import { verdictRows } from '../../presenters/verdictRows.ts';
import type { JobDetailSource } from './jobDetails.ts';

/** What happened to a job that is over, and how well it used what it was given. */
export const verdictDetail: JobDetailSource = async (session, job, _now, signal) => {
	if (job.phase !== 'finished') return [];
	return verdictRows(`${session.name}/${job.id}`, await session.reports.of(job, signal));
};
