import type { Job } from './job.ts';

/**
 * The command that opens a login shell inside a running job: a step that shares what the job has, its GPUs too, so that it
 * starts at once (`--overlap`, Slurm 20.11 and later). It ends with the job.
 */
export function shellInJob(job: Job, node: string): readonly string[] {
	return [
		'srun',
		`--jobid=${job.het ? job.het.id : job.recordId}`,
		...(job.het ? [`--het-group=${job.het.offset}`] : []),
		...(node === '' ? [] : [`--nodelist=${node}`]),
		...['--nodes=1', '--ntasks=1', '--mem=0', '--overlap', '--pty', 'bash', '-l'],
	];
}
