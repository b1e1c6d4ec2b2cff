import { factRows, stepRows } from '../../presenters/jobFactRows.ts';
import type { Row } from '../../presenters/row.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import { verdictDetail } from './verdictDetail.ts';
import { waitDetail } from './waitDetail.ts';

/**
 * Rows below a job, asked for when the person opens its row and again while it is open. A source that has nothing to say of a job
 * gives none. Ids begin with the id of the job's own row, `cluster/jobId`, and a slash.
 */
export type JobDetailSource = (
	session: ClusterSession,
	job: Job,
	now: Date,
	signal: AbortSignal,
) => Promise<readonly Row[]>;

const facts: JobDetailSource = async ({ name }, job, now) => factRows(`${name}/${job.id}`, job, now);

const steps: JobDetailSource = async ({ name, slurm }, job, _now, signal) =>
	job.phase === 'running' ? stepRows(`${name}/${job.id}`, await slurm.listSteps(job.recordId, signal)) : [];

/** All that tell of a job, in the order in which their rows stand below it. */
export const JOB_DETAILS: readonly JobDetailSource[] = [waitDetail, verdictDetail, facts, steps];
