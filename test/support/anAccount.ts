import type { Seconds } from '../../src/slurm/duration.ts';
import type { JobId } from '../../src/slurm/job.ts';
import type { JobAccount, StepAccount } from '../../src/slurm/jobAccount.ts';
import { parseTres } from '../../src/slurm/tres.ts';

const GIB = 1024 ** 3;

/** A completed run on one node with ordinary facts where the test names none; `peakGib` and `cpuSeconds` are of its batch script. */
export function anAccount(
	facts: Partial<Omit<JobAccount, 'id' | 'given'>> & {
		readonly id?: string;
		readonly given?: string;
		readonly peakGib?: number;
		readonly cpuSeconds?: number;
	} = {},
): JobAccount {
	const { id = '4821', given = 'billing=16,cpu=16,mem=256G,node=1', peakGib, cpuSeconds, ...others } = facts;
	return {
		id: id as JobId,
		name: 'train',
		state: 'COMPLETED',
		cancelledBy: undefined,
		exit: { code: 0, signal: 0 },
		derivedExit: { code: 0, signal: 0 },
		reason: '',
		partition: 'cpu',
		account: 'aif001',
		submitted: new Date('2026-11-23T09:00:00Z'),
		eligible: new Date('2026-11-23T09:00:00Z'),
		started: new Date('2026-11-23T09:05:00Z'),
		ended: new Date('2026-11-23T10:05:00Z'),
		elapsed: 3600 as Seconds,
		limit: (24 * 3600) as Seconds,
		nodeCount: 1,
		cpuCount: 16,
		asked: parseTres(given),
		given: parseTres(given),
		workDir: '/home/ada',
		adminComment: '',
		submitLine: '',
		steps: [
			aStep({
				id: `${id}.batch`,
				cpuSeconds,
				...(peakGib !== undefined && { taskPeakBytes: peakGib * GIB, totalPeakBytes: peakGib * GIB }),
			}),
		],
		...others,
	};
}

export function aStep(facts: Partial<StepAccount> = {}): StepAccount {
	return {
		id: '4821.batch',
		name: 'batch',
		state: 'COMPLETED',
		exit: { code: 0, signal: 0 },
		nodeCount: 1,
		taskCount: 1,
		cpuSeconds: undefined,
		taskPeakBytes: undefined,
		totalPeakBytes: undefined,
		gpuUtilisation: undefined,
		gpuMemoryBytes: undefined,
		...facts,
	};
}
