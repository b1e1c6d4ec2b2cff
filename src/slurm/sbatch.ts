import { shellQuote, shellQuoteOne } from '../base/shellQuote.ts';
import type { JobId } from './job.ts';

/** One submission. The token names it: running the same submission again never makes a second job. */
export interface Submission {
	/** Lower-case letters, digits and `-`; see `newToken`. */
	readonly token: string;
	/** `sbatch`, or what stands in for it at the site. */
	readonly program: string;
	readonly script: SubmittedScript;
	/** Absolute directory in which the job starts. */
	readonly workDir: string;
	/** Extra options for sbatch, before the script. */
	readonly options: readonly string[];
	/** Arguments for the script. */
	readonly arguments: readonly string[];
}

/** A file on the cluster by its absolute path, or a text that is copied there first. */
export type SubmittedScript =
	| { readonly kind: 'file'; readonly path: string }
	| { readonly kind: 'copy'; readonly name: string; readonly text: string };

/** Where a submission keeps its traces while it is under way, below the home directory. */
export const SUBMIT_FOLDER = '.cache/ai-factory/submit';

/** Where scripts go that were on no cluster, each in a folder named by its token, below the folder in which the job starts. */
export const COPY_FOLDER = '.aifactory/submit';

/** Copies are older than this when a later submission from the same folder removes them. */
const COPY_DAYS = 30;

/** Slurm's programs give up after some 20 s; sites put checks of their own before sbatch. */
const SBATCH_SECONDS = 150;

/** How a run of a token ended that has not answered, and that never will since it never began. */
export const NO_ANSWER_YET = 75;
export const NEVER_BEGAN = 76;
/** `timeout` ended sbatch: Slurm may have heard of the job. */
export const OVERDUE = 124;

/** `20261125-091502-1f3a9c04be57d268`: sorts by time, and is like no other. */
export function newToken(now: Date): string {
	const [, day = '', time = ''] = /^(.{10})T(.{8})/.exec(now.toISOString()) ?? [];
	const random = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
	return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${random}`;
}

/**
 * The command line that submits at most once per token, however often it is run. `mkdir` is the lock: who makes the
 * directory submits and leaves the answer beside it, everybody else waits up to 20 s for that answer. What takes the
 * lock is in a session of its own already, so that a lost link does not end it halfway. sbatch runs in a login shell, so that the job
 * inherits the environment that the person has in a terminal, and not ours.
 * Exit code NO_ANSWER_YET means that another run of the same token has not answered yet.
 */
export function submitLine(submission: Submission): string {
	return [
		...traces(submission.token),
		...placeOf(submission),
		'command -v setsid >/dev/null || setsid() { "$@"; }',
		`setsid sh -c ${shellQuoteOne(submitOnce(submission))} sh "$d" "$s" "$c" </dev/null >/dev/null 2>&1`,
		...answerWithin(20),
	].join('\n');
}

/**
 * The command line that asks what became of a token. Where it was never begun, it never will be from now on, also when
 * its line is still on its way: then the exit code is NEVER_BEGAN. Else it answers as `submitLine`, within 5 s.
 */
export function settleLine(token: string): string {
	return [
		...traces(token),
		`if mkdir "$d/run" 2>/dev/null; then exit ${NEVER_BEGAN}; fi`,
		...answerWithin(5),
	].join('\n');
}

/**
 * Removes the traces of a submission whose answer has arrived, and those of others that are a day old. Slurm keeps its own
 * copy of the script.
 */
export function forgetLine(token: string): string {
	return [
		`cd "$HOME/${SUBMIT_FOLDER}" && rm -rf -- ${shellQuoteOne(token)}`,
		'find . -mindepth 1 -maxdepth 1 -mtime +0 -exec rm -rf {} + 2>/dev/null',
		`cd "$HOME"; rmdir -p ${SUBMIT_FOLDER} 2>/dev/null; :`,
	].join('\n');
}

function traces(token: string): readonly string[] {
	return [`d=$HOME/${SUBMIT_FOLDER}/${shellQuoteOne(token)}`, 'mkdir -p "$d" || exit 1'];
}

const answerWithin = (seconds: number) => [
	`i=0; while [ ! -e "$d/rc" ] && [ $i -lt ${seconds} ]; do sleep 1; i=$((i+1)); done`,
	`[ -e "$d/rc" ] || exit ${NO_ANSWER_YET}`,
	'cat "$d/out"; cat "$d/err" >&2; exit "$(cat "$d/rc")"',
];

/** What runs once: it is given the folder of the traces, the script, and the folder of a copy. */
function submitOnce({ program, workDir, options, arguments: words }: Submission): string {
	const login = 'unset LC_ALL COLUMNS SLURM_TIME_FORMAT SLURM_BITSTR_LEN; exec "$@"';
	const sbatch = shellQuote([
		...['timeout', '--kill-after=5', String(SBATCH_SECONDS)],
		...['env', '-u', 'LC_ALL', '-u', 'COLUMNS', '-u', 'TERM'],
		...['bash', '-lc', login, 'bash', program, '--parsable', ...options],
	]);
	return [
		'mkdir "$1/run" 2>/dev/null || exit 0',
		`( cd ${shellQuoteOne(workDir)} && ${sbatch} "$2" ${shellQuote(words)} ) >"$1/out" 2>"$1/err" </dev/null`,
		'r=$?; [ $r = 0 ] || [ -z "$3" ] || rm -rf -- "$3"',
		'echo $r >"$1/rc.tmp"; mv "$1/rc.tmp" "$1/rc"',
	].join('\n');
}

/** Sets `s` to the script, and `c` to the folder that was made for its copy. */
function placeOf({ token, script, workDir }: Submission): readonly string[] {
	if (script.kind === 'file') return [`s=${shellQuoteOne(script.path)} c=`];
	const folder = `${workDir.replace(/\/$/, '')}/${COPY_FOLDER}`;
	const file = shellQuoteOne(script.name.replaceAll('/', '_'));
	return [
		`f=${shellQuoteOne(folder)}`,
		`put() { c=$1; s=$c/${file}; mkdir -p "$c" && printf %s ${shellQuoteOne(script.text)} >"$s"; }`,
		// A folder of somebody else's, or one that is full, is no place for it.
		`if [ -d "\${f%/*/*}" ] && put "$f/"${shellQuoteOne(token)} 2>/dev/null`,
		`then [ -e "$f/.gitignore" ] || echo '*' >"$f/.gitignore"`,
		`find "$f" -mindepth 1 -maxdepth 1 -type d -mtime +${COPY_DAYS} -exec rm -rf {} + 2>/dev/null`,
		'else put "$d/script" || exit 1; fi',
	];
}

/** The job id on the last line of `sbatch --parsable`: `4821` or `4821;cluster`. Sites print banners before it. */
export function parseJobId(stdout: string): JobId | undefined {
	const last = stdout.trimEnd().split('\n').at(-1) ?? '';
	return /^(\d+)(?:;.+)?$/.exec(last.trim())?.[1] as JobId | undefined;
}
