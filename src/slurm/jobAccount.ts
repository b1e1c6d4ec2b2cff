import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { Seconds } from './duration.ts';
import { parseEpoch, wordOrEmpty } from './fieldText.ts';
import type { JobExit, JobId } from './job.ts';
import { stateInAccounting } from './jobState.ts';
import { sacctNotUnderstood, sacctRecords } from './sacctRecords.ts';
import type { Separators } from './separators.ts';
import { parseTres, type Tres } from './tres.ts';
import { parseCpuTime, parseMemory, parseUsage } from './usageText.ts';

/** What one step of a job used: the batch script, or one `srun`. */
export interface StepAccount {
	/** `4821.batch`, `4821.extern`, `4821.0`. */
	readonly id: string;
	readonly name: string;
	readonly state: string;
	readonly exit: JobExit | undefined;
	readonly nodeCount: number;
	readonly taskCount: number;
	/** Undefined where nothing was measured. */
	readonly cpuSeconds: number | undefined;
	/** The peak of its largest task. */
	readonly taskPeakBytes: number | undefined;
	/** The peaks of all its tasks on all nodes, added up. */
	readonly totalPeakBytes: number | undefined;
	/** The highest that was seen, in percent; only where the site accounts for it. */
	readonly gpuUtilisation: number | undefined;
	readonly gpuMemoryBytes: number | undefined;
}

/** One run of a job as accounting keeps it. Texts that users choose may hold any character; accounting changes some of them in names. */
export interface JobAccount {
	readonly id: JobId;
	readonly name: string;
	/** Slurm's word, without who cancelled it. */
	readonly state: string;
	/** The user id of who cancelled it, where accounting tells. */
	readonly cancelledBy: number | undefined;
	readonly exit: JobExit | undefined;
	/** The highest exit code of its `srun` steps. */
	readonly derivedExit: JobExit | undefined;
	/** Why it last waited, as Slurm's code; empty when there is nothing to say. */
	readonly reason: string;
	readonly partition: string;
	readonly account: string;
	readonly submitted: Date | undefined;
	readonly eligible: Date | undefined;
	readonly started: Date | undefined;
	readonly ended: Date | undefined;
	readonly elapsed: Seconds;
	/** Undefined when unlimited. */
	readonly limit: Seconds | undefined;
	readonly nodeCount: number;
	readonly cpuCount: number;
	readonly asked: Tres;
	readonly given: Tres;
	readonly workDir: string;
	/** What an administrator's program wrote down, such as Jobstats. */
	readonly adminComment: string;
	/** The command line of the submission without its quotes; empty before Slurm 21.08. */
	readonly submitLine: string;
	readonly steps: readonly StepAccount[];
}

/** Fields that sacct of Slurm 20.11 to 26.05 all know, and, before the last two, those of later versions. */
const COMMON = [
	'JobID',
	'State',
	'ExitCode',
	'DerivedExitCode',
	'Reason',
	'Partition',
	'Account',
	'Submit',
	'Eligible',
	'Start',
	'End',
	'ElapsedRaw',
	'TimelimitRaw',
	'NNodes',
	'NTasks',
	'AllocCPUS',
	'ReqTRES',
	'AllocTRES',
	'MaxRSS',
	'TotalCPU',
	'TRESUsageInMax',
	'TRESUsageInTot',
	'WorkDir',
	'AdminComment',
] as const;
/** Since 21.08. */
const LATER = ['SubmitLine'] as const;
const LAST = ['JobName', 'Cluster'] as const;

type Field = (typeof COMMON)[number] | (typeof LATER)[number] | (typeof LAST)[number];

/** Which jobs to ask accounting about. */
export type AccountSelection =
	| { readonly kind: 'job'; readonly id: JobId }
	/** Runs of the calling user by that name which ended in the last so many days. A name cannot hold a comma here. */
	| { readonly kind: 'name'; readonly name: string; readonly partition: string; readonly days: number };

const STEP = /\.(?:batch|extern|interactive|\d+)$/;

/** States in which accounting keeps a run that is over; jobs that never became eligible are listed with them. */
const FINAL_STATES = 'BF,CA,CD,DL,F,NF,OOM,PR,RV,TO';

/**
 * Jobs with their steps, from accounting. Loads slurmdbd, not slurmctld.
 * @param isOld for Slurm before 21.08, where sacct refuses a field that it does not know
 */
export function readAccounts(
	selection: AccountSelection,
	isOld: boolean,
	separators: Separators,
): RemoteCommand<readonly JobAccount[]> {
	const fields: readonly Field[] = isOld ? [...COMMON, ...LAST] : [...COMMON, ...LATER, ...LAST];
	const which =
		selection.kind === 'job'
			? [`--jobs=${selection.id}`]
			: [
					`--name=${selection.name}`,
					`--partition=${selection.partition}`,
					`--starttime=now-${selection.days}days`,
					'--endtime=now',
					`--state=${FINAL_STATES}`,
				];
	return {
		argv: [
			'sacct',
			'--noheader',
			'--parsable2',
			`--delimiter=${separators.field}`,
			...which,
			`--format=${fields.join(',')}`,
		],
		env: { SLURM_TIME_FORMAT: '%s' },
		parse: (stdout) => readJobs(sacctRecords(stdout, fields.length, separators.field), fields),
	};
}

/** What sacct of Slurm before 21.08 says to the fields that came later. */
export function isUnknownField(stderr: string): boolean {
	return stderr.includes('Invalid field requested');
}

type Values = (name: Field) => string;

/** Steps follow the job that they are of. */
function readJobs(records: readonly (readonly string[])[], fields: readonly Field[]): readonly JobAccount[] {
	const jobs: (Omit<JobAccount, 'steps'> & { readonly steps: StepAccount[] })[] = [];
	for (const record of records) {
		const values: Values = (name) => record[fields.indexOf(name)] ?? '';
		const id = values('JobID');
		const job = jobs.at(-1);
		if (job && id.startsWith(`${job.id}.`)) job.steps.push(readStep(id, values));
		else if (/^\d/.test(id) && !STEP.test(id)) jobs.push({ ...readJob(id, values), steps: [] });
		else throw sacctNotUnderstood(record.join(' | '));
	}
	return jobs;
}

function readJob(id: string, values: Values): Omit<JobAccount, 'steps'> {
	const [word = '', by, uid] = values('State').split(' ');
	const state = stateInAccounting({
		...{ state: word, exit: values('ExitCode'), given: values('AllocTRES') },
		...{ submitted: values('Submit'), started: values('Start'), ended: values('End') },
	});
	const limitMinutes = count(values('TimelimitRaw'));
	return {
		id: id as JobId,
		name: values('JobName'),
		state,
		cancelledBy: by === 'by' ? count(uid ?? '') : undefined,
		exit: parseExit(values('ExitCode')),
		derivedExit: parseExit(values('DerivedExitCode')),
		reason: wordOrEmpty(values('Reason')),
		partition: values('Partition'),
		account: wordOrEmpty(values('Account')),
		submitted: parseEpoch(values('Submit')),
		eligible: parseEpoch(values('Eligible')),
		started: parseEpoch(values('Start')),
		ended: parseEpoch(values('End')),
		elapsed: (count(values('ElapsedRaw')) ?? 0) as Seconds,
		limit: limitMinutes === undefined ? undefined : ((limitMinutes * 60) as Seconds),
		nodeCount: count(values('NNodes')) ?? 0,
		cpuCount: count(values('AllocCPUS')) ?? 0,
		asked: parseTres(values('ReqTRES')),
		given: parseTres(values('AllocTRES')),
		workDir: values('WorkDir'),
		adminComment: values('AdminComment'),
		submitLine: values('SubmitLine'),
	};
}

function readStep(id: string, values: Values): StepAccount {
	const highest = parseUsage(values('TRESUsageInMax'));
	const total = parseUsage(values('TRESUsageInTot'));
	// The kernel's figure at the end of each process misses what was killed; the sampled one misses what was short.
	const cpuTimes = [parseCpuTime(values('TotalCPU')), total.cpuSeconds].filter((time) => time !== undefined);
	const taskPeakBytes = highest.memoryBytes ?? parseMemory(values('MaxRSS'));
	return {
		id,
		name: values('JobName'),
		state: values('State').split(' ')[0] ?? '',
		exit: parseExit(values('ExitCode')),
		nodeCount: count(values('NNodes')) ?? 1,
		taskCount: count(values('NTasks')) ?? 1,
		cpuSeconds: cpuTimes.length > 0 ? Math.max(...cpuTimes) : undefined,
		taskPeakBytes,
		totalPeakBytes: total.memoryBytes ?? taskPeakBytes,
		gpuUtilisation: highest.gpuUtilisation,
		gpuMemoryBytes: highest.gpuMemoryBytes,
	};
}

function count(text: string): number | undefined {
	return /^\d+$/.test(text) ? Number(text) : undefined;
}

function parseExit(text: string): JobExit | undefined {
	const match = /^(\d+):(\d+)$/.exec(text);
	return match ? { code: Number(match[1]), signal: Number(match[2]) } : undefined;
}
