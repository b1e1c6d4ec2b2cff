import type { Separators } from '../../../src/slurm/separators.ts';
import { listMyJobs } from '../../../src/slurm/squeue.ts';

/** What squeue would print of so many jobs of one person: most wait, some run, some have just ended, one in ten is a task of an array. */
export function queueText(count: number, separators: Separators): string {
	const { argv } = listMyJobs(separators);
	const fields = (argv.at(-1) ?? '').split(',').map((field) => field.split(':')[0] ?? '');
	return Array.from({ length: count }, (_, index) => {
		const facts = factsOf(index);
		const values = fields.map((field) => facts[field] ?? '');
		return `${values.join(separators.field)}${separators.record}\n`;
	}).join('');
}

function factsOf(index: number): Readonly<Record<string, string>> {
	const id = String(1_000_000 + index);
	const isTask = index % 10 === 0;
	const array = String(1_000_000 + Math.floor(index / 1000) * 1000);
	const kind = index % 20 === 1 ? 'RUNNING' : index % 20 === 2 ? 'COMPLETED' : 'PENDING';
	const began = String(1_795_468_000 + (index % 900));
	return {
		JobArrayID: isTask ? `${array}_${index % 1000}` : id,
		JobID: id,
		ArrayJobID: isTask ? array : id,
		ArrayTaskID: isTask ? String(index % 1000) : 'N/A',
		HetJobID: '0',
		HetJobOffset: 'N/A',
		State: kind,
		Reason: kind === 'PENDING' ? 'Priority' : 'None',
		exit_code: '0:0',
		Account: 'aif001',
		Partition: 'gpu_h100',
		QOS: 'normal',
		UserName: 'ada',
		SubmitTime: String(1_795_460_000 + (index % 7000)),
		EligibleTime: String(1_795_460_001 + (index % 7000)),
		StartTime: kind === 'PENDING' ? 'N/A' : began,
		EndTime: kind === 'PENDING' ? 'N/A' : String(Number(began) + 7200),
		TimeLimit: '2:00:00',
		TimeUsed: kind === 'PENDING' ? '0:00' : '12:30',
		NumNodes: '1',
		NumCPUs: '16',
		'tres-alloc': 'cpu=16,mem=180G,node=1,billing=192,gres/gpu=1,gres/gpu:h100=1',
		PriorityLong: '100042',
		Dependency: '(null)',
		RestartCnt: '0',
		NodeList: kind === 'PENDING' ? '' : `gcn${index % 80}`,
		Name: `sweep lr=1e-${index % 7} seed=${index}`,
		Comment: '(null)',
		WorkDir: '/projects/aif001/ada/experiments/sweep',
		StdOut: '/projects/aif001/ada/experiments/sweep/logs/%x-%j.out',
		StdErr: '(null)',
		Command: '/projects/aif001/ada/experiments/sweep/train.sbatch',
	};
}
