import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseEpoch } from '../../slurm/fieldText.ts';
import type { Separators } from '../../slurm/separators.ts';
import { parseTres, type Tres } from '../../slurm/tres.ts';

/** One run of a job, as far as its use of an account is concerned. */
export interface JobUse {
	readonly jobId: string;
	/** May hold any character. */
	readonly name: string;
	readonly account: string;
	readonly user: string;
	readonly start: Date;
	/** Undefined while it runs. */
	readonly end: Date | undefined;
	/** What it had, by Slurm's names. */
	readonly tres: Tres;
}

/** sacct has no record separator and names may hold a line end, so a field that never does stands last. */
const FIELDS = ['JobID', 'Account', 'User', 'Start', 'End', 'AllocTRES', 'JobName', 'Cluster'] as const;

/**
 * The jobs of some accounts that ran in the last days, of everybody whom the site lets the person see. Loads slurmdbd, with the
 * number of jobs: for a click, never for a timer.
 */
export function listAccountUse(
	accounts: readonly string[],
	days: number,
	separators: Separators,
): RemoteCommand<readonly JobUse[]> {
	return {
		argv: [
			...['sacct', '--allusers', '--allocations', '--duplicates', '--noheader', '--parsable2'],
			...[`--delimiter=${separators.field}`, `--accounts=${accounts.join(',')}`],
			...[`--starttime=now-${days}days`, '--endtime=now', `--format=${FIELDS.join(',')}`],
		],
		env: { SLURM_TIME_FORMAT: '%s' },
		parse: (stdout) => recordsOf(stdout, separators.field).flatMap(useIn),
	};
}

function recordsOf(stdout: string, separator: string): readonly (readonly string[])[] {
	const records: (readonly string[])[] = [];
	let unfinished = '';
	for (const line of stdout.split('\n')) {
		const text = unfinished === '' ? line : `${unfinished}\n${line}`;
		const values = text.split(separator);
		if (values.length < FIELDS.length) {
			unfinished = text;
			continue;
		}
		records.push(values);
		unfinished = '';
	}
	if (unfinished.trim() !== '')
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacct', detail: unfinished });
	return records;
}

/** None for a job that never started. */
function useIn(values: readonly string[]): readonly JobUse[] {
	const [jobId = '', account = '', user = '', start = '', end = '', tres = '', name = ''] = values;
	if (values.length !== FIELDS.length || !/^\d/.test(jobId))
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacct', detail: values.join(' | ') });
	const began = parseEpoch(start);
	return began
		? [{ jobId, name, account, user, start: began, end: parseEpoch(end), tres: parseTres(tres) }]
		: [];
}
