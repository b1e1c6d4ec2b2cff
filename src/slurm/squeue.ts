import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import { parseDuration, type Seconds } from './duration.ts';
import { parseEpoch, wordOrEmpty } from './fieldText.ts';
import type { ArrayPart, HetPart, Job, JobExit, JobId } from './job.ts';
import { phaseOf } from './jobState.ts';
import { firstNodeOf } from './nodeList.ts';
import { outputPathOf } from './outputPath.ts';
import { type Separators, splitRecords } from './separators.ts';
import { gpusIn, parseTres } from './tres.ts';

/** Fields of `squeue -O` that Slurm 20.11 to 26.05 all know, in the order in which they are asked for. */
const FIELDS = [
	'JobArrayID',
	'JobID',
	'ArrayJobID',
	'ArrayTaskID',
	'HetJobID',
	'HetJobOffset',
	'State',
	'Reason',
	'exit_code',
	'Account',
	'Partition',
	'QOS',
	'UserName',
	'SubmitTime',
	'EligibleTime',
	'StartTime',
	'EndTime',
	'TimeLimit',
	'TimeUsed',
	'NumNodes',
	'NumCPUs',
	'tres-alloc',
	'PriorityLong',
	'Dependency',
	'RestartCnt',
	'NodeList',
	'SchedNodes',
	'BatchHost',
	'Name',
	'Comment',
	'WorkDir',
	'StdOut',
	'StdErr',
	'Command',
] as const;

type Field = (typeof FIELDS)[number];

/** A queue may hold 50,000 jobs of one person: looking each field up by its place matters. */
const PLACE = Object.fromEntries(FIELDS.map((field, index) => [field, index])) as Readonly<
	Record<Field, number>
>;

/**
 * The calling user's jobs: queued, running, and those that ended within the controller's MinJobAge (300 s unless a
 * site changes it). Only `--me` is filtered by the server, so this costs the same whatever the length of the queue.
 */
export function listMyJobs(separators: Separators): RemoteCommand<readonly Job[]> {
	const format = FIELDS.map((field, index) => {
		const suffix = index === FIELDS.length - 1 ? separators.record : separators.field;
		return `${field}:${suffix}`;
	}).join(',');
	return {
		argv: ['squeue', '--me', '--states=all', '--noheader', '-O', format],
		// 0 for lists of tasks of any length: Slurm cuts them after 4,096 bytes otherwise, whatever larger number it is given.
		env: { SLURM_TIME_FORMAT: '%s', SLURM_BITSTR_LEN: '0' },
		parse: (stdout) => {
			const resources = new Map<string, Resources>();
			return splitRecords(stdout, separators).map((values) => parseRecord(values, resources));
		},
	};
}

type Resources = Pick<Job, 'tres' | 'gpus'>;

/** @param resources of the records before: many jobs ask for the same, which then is read once */
function parseRecord(values: readonly string[], resources: Map<string, Resources>): Job {
	if (values.length !== FIELDS.length) throw notUnderstood(values);
	const field = (name: Field) => values[PLACE[name]] ?? '';
	const elapsed = parseDuration(field('TimeUsed')) ?? (0 as Seconds);
	const task = wordOrEmpty(field('ArrayTaskID'));
	const id = field('JobArrayID');
	if (!/^\d/.test(id) || !field('State')) throw notUnderstood(values);
	const workDir = field('WorkDir');
	const state = field('State');
	const phase = phaseOf(state);
	const arrayId = wordOrEmpty(field('ArrayJobID')) || field('JobID');
	const facts = {
		jobId: field('JobID'),
		arrayId,
		arrayTask: /^\d+$/.test(task) ? task : undefined,
		jobName: field('Name'),
		user: field('UserName'),
		firstNode: firstNodeOf(wordOrEmpty(field('NodeList'))),
		workDir,
	};
	const errorPattern = wordOrEmpty(field('StdErr')) || field('StdOut');
	const outputPath = outputPathOf(field('StdOut'), facts);
	return {
		id: id as JobId,
		recordId: field('JobID'),
		array: arrayPart(arrayId, task),
		het: hetPart(field('HetJobID'), field('HetJobOffset')),
		user: field('UserName'),
		name: field('Name'),
		state,
		phase,
		reason: wordOrEmpty(field('Reason')),
		exit: phase === 'finished' ? parseExit(field('exit_code')) : undefined,
		account: wordOrEmpty(field('Account')),
		partition: field('Partition'),
		qos: wordOrEmpty(field('QOS')),
		submitted: parseEpoch(field('SubmitTime')),
		eligible: parseEpoch(field('EligibleTime')),
		started: parseEpoch(field('StartTime')),
		ended: parseEpoch(field('EndTime')),
		limit: parseDuration(field('TimeLimit')),
		elapsed,
		nodeCount: Number.parseInt(field('NumNodes'), 10) || 0,
		cpuCount: Number.parseInt(field('NumCPUs'), 10) || 0,
		...resourcesOf(field('tres-alloc'), resources),
		nodes: wordOrEmpty(field('NodeList')),
		plannedNodes: wordOrEmpty(field('SchedNodes')),
		priority: /^\d+$/.test(field('PriorityLong')) ? Number(field('PriorityLong')) : undefined,
		restarts: Number.parseInt(field('RestartCnt'), 10) || 0,
		dependency: wordOrEmpty(field('Dependency')),
		comment: wordOrEmpty(field('Comment')),
		workDir,
		outputPath,
		errorPath: errorPattern === field('StdOut') ? outputPath : outputPathOf(errorPattern, facts),
		command: wordOrEmpty(field('Command')),
	};
}

function resourcesOf(text: string, known: Map<string, Resources>): Resources {
	const before = known.get(text);
	if (before) return before;
	const tres = parseTres(text);
	const resources = { tres, gpus: gpusIn(tres) };
	known.set(text, resources);
	return resources;
}

/** `[5-9%2]` or `5-9%2` for tasks that wait together, `4` for one. */
function arrayPart(id: string, task: string): ArrayPart | undefined {
	if (task === '') return undefined;
	const [tasks = '', throttle] = task.split('%');
	return { id, tasks, throttle: throttle === undefined ? undefined : Number(throttle) };
}

function hetPart(id: string, offset: string): HetPart | undefined {
	return /^[1-9]\d*$/.test(id) && /^\d+$/.test(offset) ? { id, offset: Number(offset) } : undefined;
}

/** Up to 22.05 a raw wait status (`256` is exit code 1, `15` is signal 15), from 23.02 `code:signal`. */
function parseExit(text: string): JobExit | undefined {
	const pair = /^(\d+):(\d+)$/.exec(text);
	if (pair) return { code: Number(pair[1]), signal: Number(pair[2]) };
	if (!/^\d+$/.test(text)) return undefined;
	const status = Number(text);
	return { code: status >> 8, signal: status & 0x7f };
}

function notUnderstood(values: readonly string[]): ProblemError {
	return new ProblemError({ kind: 'outputNotUnderstood', command: 'squeue', detail: values.join(' | ') });
}
