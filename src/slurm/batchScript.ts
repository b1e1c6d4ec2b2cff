import { ProblemError } from '../problems/problem.ts';
import type { ExecResult } from '../remote/remoteHost.ts';
import { daemonDownIn } from './slurmFailure.ts';

/** Slurm's controller keeps the script of a job until it forgets the job (MinJobAge after its end). */
export function scriptFromQueue(target: string): readonly string[] {
	return ['scontrol', 'write', 'batch_script', target, '-'];
}

/** Accounting keeps scripts where the site wants it to (AccountingStoreFlags=job_script, Slurm 21.08 and later). */
export function scriptFromAccounting(target: string): readonly string[] {
	return ['sacct', '--batch-script', '--jobs', target];
}

/** What the job was submitted with, as it was typed but without its quotes (Slurm 21.08 and later). */
export function submitLineOf(target: string): readonly string[] {
	return ['sacct', '--allocations', '--noheader', '--parsable2', '--jobs', target, '--format=SubmitLine'];
}

/**
 * The script in the answer of `scontrol write batch_script`; undefined when Slurm no longer has it, or never had one
 * because the job is interactive. Its exit code is 0 then as well (seen with 22.05). Throws ProblemError `slurmDown`.
 */
export function scriptInQueue(host: string, { stdout, stderr, exitCode }: ExecResult): string | undefined {
	const daemon = daemonDownIn(stderr);
	if (daemon) throw new ProblemError({ kind: 'slurmDown', host, daemon, detail: stderr });
	if (exitCode !== 0 || /job script retrieval failed/.test(stdout + stderr)) return undefined;
	return stdout === '' ? undefined : stdout;
}

/** The script in the answer of `sacct --batch-script`; undefined where none is kept. */
export function scriptInAccounting({ stdout, exitCode }: ExecResult): string | undefined {
	const match = /^Batch Script for .*\n-+\n([\s\S]*)$/.exec(stdout);
	const script = match?.[1]?.replace(/\n$/, '');
	return exitCode === 0 && script !== undefined && script.startsWith('#!') ? script : undefined;
}

/** The words of a submission that come before and after its script. */
export interface SubmittedWith {
	readonly options: readonly string[];
	readonly arguments: readonly string[];
}

/**
 * Takes a submit line apart. It has no quotes, so words that were one cannot be told from two: undefined wherever more
 * than one reading is possible.
 *
 * @param command the script with its arguments, as the queue tells it
 */
export function readSubmitLine(line: string, command: string): SubmittedWith | undefined {
	const words = line.trim().split(' ');
	if (!/(?:^|\/)sbatch$/.test(words[0] ?? '')) return undefined;
	const script = command.split(' ')[0] ?? '';
	const name = script.split('/').at(-1) ?? '';
	const place = words.findIndex(
		(word, index) => index > 0 && (word === script || word.split('/').at(-1) === name),
	);
	if (name === '' || place < 1) return undefined;
	const options = readOptions(words.slice(1, place));
	return options && { options, arguments: words.slice(place + 1) };
}

/** Options of sbatch that are ours, or that would keep the new job from running as the person expects. */
const LEFT_OUT = new Set(['--parsable', '-H', '--hold', '-W', '--wait', '-Q', '--quiet', '-v', '--verbose']);
/** Options whose value stands in the same word, and those that take none; every other one may take the next word. */
const ALONE =
	/^(?:--[\w-]+=.*|--(?:requeue|no-requeue|exclusive|oversubscribe|overcommit|spread-job|contiguous|reboot|ignore-pbs)|-[OskI])$/;

function readOptions(words: readonly string[]): readonly string[] | undefined {
	const options: string[] = [];
	for (let index = 0; index < words.length; index += 1) {
		const word = words[index] ?? '';
		if (!/^-{1,2}[A-Za-z]/.test(word)) return undefined;
		if (LEFT_OUT.has(word)) continue;
		options.push(word);
		if (ALONE.test(word) || /^-[A-Za-z]./.test(word)) continue;
		const value = words[index + 1];
		if (value === undefined || value.startsWith('-') || value === '') return undefined;
		options.push(value);
		index += 1;
	}
	return options;
}
