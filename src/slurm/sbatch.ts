import { shellQuote, shellQuoteOne } from '../base/shellQuote.ts';
import type { JobId } from './job.ts';

/** One submission. The token names it: running the same submission again never makes a second job. */
export interface Submission {
	/** Lower-case letters and digits. */
	readonly token: string;
	/** `sbatch`, or what stands in for it at the site. */
	readonly program: string;
	/** Absolute path of the batch script on the login node. */
	readonly script: string;
	/** Absolute directory in which the job starts. */
	readonly workDir: string;
	/** Extra options for sbatch, before the script. */
	readonly options: readonly string[];
	/** Arguments for the script. */
	readonly arguments: readonly string[];
}

/** Where a submission keeps its traces while it is under way, below the home directory. */
export const SUBMIT_FOLDER = '.cache/ai-factory/submit';

/**
 * The command line that submits at most once per token, however often it is run. `mkdir` is the lock: who makes the
 * directory submits and leaves the answer beside it, everybody else waits up to 20 s for that answer. sbatch runs
 * in a login shell, so that the job inherits the environment that the person has in a terminal, and not ours.
 * Exit code 75 means that another run of the same token has not answered yet.
 */
export function submitLine(submission: Submission): string {
	const { program, options, script } = submission;
	const sbatch = [program, '--parsable', ...options, script, ...submission.arguments];
	const login = 'unset LC_ALL COLUMNS SLURM_TIME_FORMAT SLURM_BITSTR_LEN; exec "$@"';
	const asLogin = shellQuote([
		'env',
		'-u',
		'LC_ALL',
		'-u',
		'COLUMNS',
		'-u',
		'TERM',
		'bash',
		'-lc',
		login,
		'bash',
		...sbatch,
	]);
	return [
		`d=$HOME/${SUBMIT_FOLDER}/${shellQuoteOne(submission.token)}`,
		'mkdir -p "$d" || exit 1',
		`if mkdir "$d/run" 2>/dev/null; then ( cd ${shellQuoteOne(submission.workDir)} && ${asLogin} ) >"$d/out" 2>"$d/err" </dev/null; echo $? >"$d/rc.tmp"; mv "$d/rc.tmp" "$d/rc"; fi`,
		'i=0; while [ ! -e "$d/rc" ] && [ $i -lt 20 ]; do sleep 1; i=$((i+1)); done',
		'[ -e "$d/rc" ] || exit 75',
		'cat "$d/out"; cat "$d/err" >&2; exit "$(cat "$d/rc")"',
	].join('\n');
}

/** Removes the traces of a submission whose answer has arrived. Slurm keeps its own copy of the script. */
export function forgetLine(token: string): string {
	const folder = shellQuoteOne(token);
	return `cd "$HOME/${SUBMIT_FOLDER}" && rm -rf -- ${folder}; cd "$HOME" && rmdir -p ${SUBMIT_FOLDER} 2>/dev/null; :`;
}

/** The job id on the last line of `sbatch --parsable`: `4821` or `4821;cluster`. Sites print banners before it. */
export function parseJobId(stdout: string): JobId | undefined {
	const last = stdout.trimEnd().split('\n').at(-1) ?? '';
	return /^(\d+)(?:;.+)?$/.exec(last.trim())?.[1] as JobId | undefined;
}
