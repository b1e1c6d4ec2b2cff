import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import { parseDuration, type Seconds } from './duration.ts';
import { type Separators, splitRecords } from './separators.ts';

/** One step of a running job: its batch script, or a program that `srun` started in it. */
export interface JobStep {
	/** What follows the job's id: `batch`, `extern`, `interactive`, or a number that counts from 0. */
	readonly step: string;
	/** The name of the program. */
	readonly name: string;
	readonly elapsed: Seconds;
	readonly nodes: string;
	readonly taskCount: number;
}

/** `batch` of `206.batch`, `3` of `1601_0.3`. */
const STEP_ID = /^\d+(?:_\d+)?(?:\+\d+)?\.(\S+)$/;

/** Steps of one running job, in the order in which they began. The names of steps may hold any character, as those of jobs. */
export function listSteps(recordId: string, separators: Separators): RemoteCommand<readonly JobStep[]> {
	const { field, record } = separators;
	const format = `StepID:${field},TimeUsed:${field},Nodes:${field},NumTasks:${field},StepName:${record}`;
	return {
		argv: ['squeue', '--me', '--steps', `--jobs=${recordId}`, '--noheader', '-O', format],
		parse: (stdout) => splitRecords(stdout, separators).map(parseStep).sort(byStart),
	};
}

function parseStep(values: readonly string[]): JobStep {
	const [id = '', elapsed = '', nodes = '', tasks = '', name = ''] = values;
	const step = STEP_ID.exec(id.trim())?.[1];
	if (values.length !== 5 || step === undefined) {
		throw new ProblemError({
			kind: 'outputNotUnderstood',
			command: 'squeue --steps',
			detail: values.join(' | '),
		});
	}
	return {
		step,
		name,
		elapsed: parseDuration(elapsed) ?? (0 as Seconds),
		nodes,
		taskCount: Number.parseInt(tasks, 10) || 0,
	};
}

/** Slurm tells whole seconds; its own steps come before those that the script starts. */
function byStart(a: JobStep, b: JobStep): number {
	const isNumbered = ({ step }: JobStep) => Number(/^\d/.test(step));
	return (
		isNumbered(a) - isNumbered(b) ||
		b.elapsed - a.elapsed ||
		a.step.localeCompare(b.step, undefined, { numeric: true })
	);
}
