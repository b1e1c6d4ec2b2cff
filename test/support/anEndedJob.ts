import type { EndedJob } from '../../src/slurm/sacct.ts';
import { aJob } from './aJob.ts';

/** A job as accounting tells of it, with ordinary facts where the test names none. */
export function anEndedJob(facts: Partial<Omit<EndedJob, 'id'>> & { readonly id?: string } = {}): EndedJob {
	const { cancelledBy, submitLine = 'sbatch train.sbatch', ...others } = facts;
	return { ...aJob({ state: 'COMPLETED', outputPath: undefined, ...others }), cancelledBy, submitLine };
}
