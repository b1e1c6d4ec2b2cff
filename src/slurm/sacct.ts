import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { Seconds } from './duration.ts';
import { parseEpoch, wordOrEmpty } from './fieldText.ts';
import type { ArrayPart, HetPart, Job, JobExit, JobId } from './job.ts';
import { phaseOf } from './jobState.ts';
import type { Separators } from './separators.ts';
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
	'Cluster',
] as const;

type Field = (typeof FIELDS)[number];

/** States that are listed although the job never became eligible, such as one cancelled while held. */
const FINAL_STATES = 'BF,CA,CD,DL,F,NF,OOM,PR,RV,TO';

/** The calling user's jobs that ended in the last `hours`, from accounting. Loads slurmdbd, not slurmctld. */
export function listFinishedJobs(hours: number, separators: Separators): RemoteCommand<readonly Job[]> {
	return {
		argv: [
			'sacct',
			'--allocations',
			'--noheader',
			'--parsable2',
			`--delimiter=${separators.field}`,
			`--starttime=now-${hours}hours`,
			'--endtime=now',
			`--state=${FINAL_STATES}`,
			`--format=${FIELDS.join(',')}`,
		],
		env: { SLURM_TIME_FORMAT: '%s' },
		parse: (stdout) => recordsOf(stdout, separators.field).map(parseRecord),
	};
}

/** Jobs and whole arrays by their ids, however long ago they ended. Those that accounting does not know are left out. */
export function listJobsById(ids: readonly string[], separators: Separators): RemoteCommand<readonly Job[]> {
	return {
		argv: [
			'sacct',
			'--allocations',
			'--noheader',
			'--parsable2',
			`--delimiter=${separators.field}`,
			`--jobs=${ids.join(',')}`,
			`--format=${FIELDS.join(',')}`,
		],
		env: { SLURM_TIME_FORMAT: '%s' },
		parse: (stdout) => recordsOf(stdout, separators.field).map(parseRecord),
	};
}

function recordsOf(stdout: string, separator: string): readonly (readonly string[])[] {
	const records: string[][] = [];
	let unfinished = '';
	for (const line of stdout.split('\n')) {
		const text = unfinished === '' ? line : `${unfinished}\n${line}`;
		const values = text.split(separator);
		if (values.length < FIELDS.length) {
			unfinished = text;
		} else {
			records.push(values);
			unfinished = '';
		}
	}
	if (unfinished.trim() !== '') throw notUnderstood(unfinished);
	return records;
}

function parseRecord(values: readonly string[]): Job {
	const field = (name: Field) => values[FIELDS.indexOf(name)] ?? '';
	if (values.length !== FIELDS.length || !/^\d/.test(field('JobID'))) throw notUnderstood(values.join(' | '));
	// "CANCELLED by 1001" names who did it.
	const state = field('State').split(' ')[0] ?? '';
	const tres = parseTres(field('AllocTRES') || field('ReqTRES'));
	const limitMinutes = /^\d+$/.test(field('TimelimitRaw')) ? Number(field('TimelimitRaw')) : undefined;
	return {
		id: field('JobID') as JobId,
		recordId: field('JobIDRaw'),
		array: arrayPart(field('JobID')),
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
		nodes: field('NodeList') === 'None assigned' ? '' : wordOrEmpty(field('NodeList')),
		plannedNodes: '',
		priority: undefined,
		restarts: 0,
		dependency: '',
		comment: '',
		workDir: field('WorkDir'),
		outputPath: undefined,
		errorPath: undefined,
		command: '',
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
