import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { Seconds } from './duration.ts';
import { parseEpoch, wordOrEmpty } from './fieldText.ts';
import type { ArrayPart, HetPart, Job, JobExit, JobId } from './job.ts';
import { phaseOf, stateInAccounting } from './jobState.ts';
import { firstNodeOf } from './nodeList.ts';
import { outputPathOf } from './outputPath.ts';
import type { Separators } from './separators.ts';
import type { SlurmVersion } from './slurmVersion.ts';
import { gpusIn, parseTres } from './tres.ts';

/**
 * Fields that sacct of Slurm 20.11 to 26.05 all know (an unknown one is fatal there). sacct has no record separator
 * and names may hold a newline, so a field that never does stands last and lines are glued until all are there.
 */
const FIELDS = [
	'JobID',
	'JobIDRaw',
	'State',
	'ExitCode',
	'Account',
	'Partition',
	'QOS',
	'User',
	'Submit',
	'Eligible',
	'Start',
	'End',
	'ElapsedRaw',
	'TimelimitRaw',
	'NNodes',
	'AllocCPUS',
	'ReqTRES',
	'AllocTRES',
	'NodeList',
	'WorkDir',
	'JobName',
] as const;

/** Fields that came later, by the version from which on sacct knows them (read in Slurm's source, tried with 22.05 and 24.11). */
const LATER_FIELDS = [
	{ since: 2108, name: 'SubmitLine' },
	{ since: 2405, name: 'StdOut' },
	{ since: 2405, name: 'StdErr' },
	{ since: 2411, name: 'Restarts' },
] as const;

const LAST_FIELD = 'Cluster';

type Field = (typeof FIELDS)[number] | (typeof LATER_FIELDS)[number]['name'] | typeof LAST_FIELD;

/** States that are listed although the job never became eligible, such as one cancelled while held. */
const FINAL_STATES = 'BF,CA,CD,DL,F,NF,OOM,PR,RV,TO';

/** A job, or one run of it, as accounting tells of it. */
export interface EndedJob extends Job {
	/** The uid of who cancelled it; undefined where it was not cancelled or accounting does not tell. */
	readonly cancelledBy: number | undefined;
	/** The command that submitted it, without its quotes; empty where accounting does not know it. */
	readonly submitLine: string;
}

/**
 * The calling user's jobs that ended in the last `hours`, from accounting. Loads slurmdbd, not slurmctld.
 * @param version undefined where it is not known: then only what every version can tell is asked for
 */
export function listFinishedJobs(
	hours: number,
	version: SlurmVersion | undefined,
	separators: Separators,
): RemoteCommand<readonly EndedJob[]> {
	const window = [`--starttime=now-${hours}hours`, '--endtime=now', `--state=${FINAL_STATES}`];
	return sacct(window, version, separators);
}

/**
 * The calling user's jobs that ended between two moments, which are counted in seconds back from now; every run of a
 * job that was started again has a row of its own.
 */
export function listEndedJobs(
	{ from, to }: { readonly from: number; readonly to: number },
	version: SlurmVersion | undefined,
	separators: Separators,
): RemoteCommand<readonly EndedJob[]> {
	const window = [
		`--starttime=now-${from}`,
		to > 0 ? `--endtime=now-${to}` : '--endtime=now',
		`--state=${FINAL_STATES},RQ`,
		'--duplicates',
	];
	return sacct(window, version, separators);
}

/** Jobs by their ids, whenever they were; those that accounting does not know are left out. */
export function findEndedJobs(
	ids: readonly string[],
	version: SlurmVersion | undefined,
	separators: Separators,
): RemoteCommand<readonly EndedJob[]> {
	return sacct([`--jobs=${ids.join(',')}`], version, separators);
}

function sacct(
	which: readonly string[],
	version: SlurmVersion | undefined,
	separators: Separators,
): RemoteCommand<readonly EndedJob[]> {
	const later = LATER_FIELDS.filter(({ since }) => version !== undefined && version >= since);
	const fields: readonly Field[] = [...FIELDS, ...later.map(({ name }) => name), LAST_FIELD];
	return {
		argv: [
			...['sacct', '--allocations', '--noheader', '--parsable2', `--delimiter=${separators.field}`],
			...which,
			`--format=${fields.join(',')}`,
		],
		env: { SLURM_TIME_FORMAT: '%s' },
		parse: (stdout) =>
			recordsOf(stdout, separators.field, fields.length).map((values) => parseRecord(values, fields)),
	};
}

function recordsOf(stdout: string, separator: string, fieldCount: number): readonly (readonly string[])[] {
	const records: string[][] = [];
	let unfinished = '';
	for (const line of stdout.split('\n')) {
		const text = unfinished === '' ? line : `${unfinished}\n${line}`;
		const values = text.split(separator);
		if (values.length < fieldCount) {
			unfinished = text;
		} else {
			records.push(values);
			unfinished = '';
		}
	}
	if (unfinished.trim() !== '') throw notUnderstood(unfinished);
	return records;
}

function parseRecord(values: readonly string[], fields: readonly Field[]): EndedJob {
	const field = (name: Field) => values[fields.indexOf(name)] ?? '';
	if (values.length !== fields.length || !/^\d/.test(field('JobID'))) throw notUnderstood(values.join(' | '));
	// "CANCELLED by 1001" names who did it.
	const [word = '', , who = ''] = field('State').split(' ');
	const array = arrayPart(field('JobID'));
	const nodes = field('NodeList') === 'None assigned' ? '' : wordOrEmpty(field('NodeList'));
	const pathOf = (pattern: string) =>
		pattern === ''
			? undefined
			: outputPathOf(pattern, {
					jobId: field('JobIDRaw'),
					arrayId: array?.id ?? field('JobIDRaw'),
					arrayTask: array && /^\d+$/.test(array.tasks) ? array.tasks : undefined,
					jobName: field('JobName'),
					user: field('User'),
					firstNode: firstNodeOf(nodes),
					workDir: field('WorkDir'),
				});
	const state = stateInAccounting({
		...{ state: word, exit: field('ExitCode'), given: field('AllocTRES') },
		...{ submitted: field('Submit'), started: field('Start'), ended: field('End') },
	});
	const outputPattern = wordOrEmpty(field('StdOut'));
	const tres = parseTres(field('AllocTRES') || field('ReqTRES'));
	const limitMinutes = /^\d+$/.test(field('TimelimitRaw')) ? Number(field('TimelimitRaw')) : undefined;
	return {
		id: field('JobID') as JobId,
		recordId: field('JobIDRaw'),
		array,
		het: hetPart(field('JobID')),
		user: wordOrEmpty(field('User')),
		name: field('JobName'),
		state,
		phase: phaseOf(state),
		reason: '',
		exit: parseExit(field('ExitCode')),
		account: wordOrEmpty(field('Account')),
		partition: field('Partition'),
		qos: wordOrEmpty(field('QOS')),
		submitted: parseEpoch(field('Submit')),
		eligible: parseEpoch(field('Eligible')),
		started: parseEpoch(field('Start')),
		ended: parseEpoch(field('End')),
		limit: limitMinutes === undefined ? undefined : ((limitMinutes * 60) as Seconds),
		elapsed: (Number.parseInt(field('ElapsedRaw'), 10) || 0) as Seconds,
		nodeCount: Number.parseInt(field('NNodes'), 10) || 0,
		cpuCount: Number.parseInt(field('AllocCPUS'), 10) || 0,
		gpus: gpusIn(tres),
		tres,
		nodes,
		plannedNodes: '',
		priority: undefined,
		restarts: Number.parseInt(field('Restarts'), 10) || 0,
		dependency: '',
		comment: '',
		workDir: field('WorkDir'),
		outputPath: pathOf(outputPattern),
		errorPath: pathOf(wordOrEmpty(field('StdErr')) || outputPattern),
		command: '',
		cancelledBy: /^\d+$/.test(who) ? Number(who) : undefined,
		submitLine: wordOrEmpty(field('SubmitLine')),
	};
}

/** `12_3`, and `12_[5-9%2]` for tasks that never began. */
function arrayPart(id: string): ArrayPart | undefined {
	const match = /^(\d+)_(?:\[([^%\]]*)(?:%(\d+))?\]|(\d+))/.exec(id);
	if (!match) return undefined;
	const [, array = '', several, throttle, one] = match;
	return {
		id: array,
		tasks: several ?? one ?? '',
		throttle: throttle === undefined ? undefined : Number(throttle),
	};
}

function hetPart(id: string): HetPart | undefined {
	const match = /^(\d+)\+(\d+)$/.exec(id);
	return match ? { id: match[1] ?? '', offset: Number(match[2]) } : undefined;
}

function parseExit(text: string): JobExit | undefined {
	const match = /^(\d+):(\d+)$/.exec(text);
	return match ? { code: Number(match[1]), signal: Number(match[2]) } : undefined;
}

function notUnderstood(detail: string): ProblemError {
	return new ProblemError({ kind: 'outputNotUnderstood', command: 'sacct', detail });
}
