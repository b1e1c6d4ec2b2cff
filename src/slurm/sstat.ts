import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { JobId } from './job.ts';
import { parseMemory, parseUsage } from './usageText.ts';

/** What a step of a running job used until now. */
export interface StepUsage {
	/** `151.batch`. */
	readonly id: string;
	readonly taskCount: number;
	/** Of all its tasks; undefined before the first look at them. */
	readonly cpuSeconds: number | undefined;
	/** The peak of its largest task until now, and the node that it is on. */
	readonly taskPeakBytes: number | undefined;
	readonly taskPeakNode: string;
	/** The peaks of all its tasks, added up. */
	readonly totalPeakBytes: number | undefined;
	/** Percent; only where the site accounts for it. */
	readonly gpuUtilisation: number | undefined;
}

const FIELDS = ['JobID', 'NTasks', 'MaxRSS', 'MaxRSSNode', 'TRESUsageInMax', 'TRESUsageInTot'] as const;

/** The steps of a running job, as its nodes tell. Asks those nodes, not the controller; empty for a job that does not run. */
export function readStepUsage(id: JobId): RemoteCommand<readonly StepUsage[]> {
	return {
		argv: [
			'sstat',
			'--allsteps',
			'--noheader',
			'--parsable2',
			`--jobs=${id}`,
			`--format=${FIELDS.join(',')}`,
		],
		parse: (stdout) => stdout.split('\n').filter(Boolean).map(parseLine),
	};
}

function parseLine(line: string): StepUsage {
	const values = line.split('|');
	const [id = '', tasks = '', peak = '', node = '', highest = '', total = ''] = values;
	if (values.length !== FIELDS.length || !/^\d.*\./.test(id))
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sstat', detail: line });
	const totals = parseUsage(total);
	return {
		id,
		taskCount: Number.parseInt(tasks, 10) || 0,
		cpuSeconds: totals.cpuSeconds,
		taskPeakBytes: parseMemory(peak),
		taskPeakNode: node,
		totalPeakBytes: totals.memoryBytes ?? parseMemory(peak),
		gpuUtilisation: parseUsage(highest).gpuUtilisation,
	};
}
