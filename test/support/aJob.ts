import type { Seconds } from '../../src/slurm/duration.ts';
import type { Job, JobId } from '../../src/slurm/job.ts';
import { phaseOf } from '../../src/slurm/jobState.ts';

/** A job with ordinary facts where the test names none. */
export function aJob(facts: Partial<Omit<Job, 'id'>> & { readonly id?: string } = {}): Job {
	const { id = '4821', state = 'RUNNING', ...others } = facts;
	return {
		id: id as JobId,
		recordId: id,
		array: undefined,
		het: undefined,
		user: 'ada',
		name: 'train',
		state,
		phase: phaseOf(state),
		reason: '',
		exit: undefined,
		account: 'aif001',
		partition: 'gpu',
		qos: 'normal',
		submitted: new Date('2026-11-23T09:00:00Z'),
		eligible: new Date('2026-11-23T09:00:00Z'),
		started: undefined,
		ended: undefined,
		limit: 7200 as Seconds,
		elapsed: 750 as Seconds,
		nodeCount: 1,
		cpuCount: 4,
		gpus: [],
		tres: new Map(),
		nodes: '',
		plannedNodes: '',
		priority: undefined,
		restarts: 0,
		dependency: '',
		comment: '',
		workDir: '/home/ada',
		outputPath: `/home/ada/slurm-${id}.out`,
		errorPath: `/home/ada/slurm-${id}.out`,
		command: '/home/ada/train.sbatch',
		...others,
	};
}
