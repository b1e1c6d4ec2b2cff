import { isProblem, ProblemError } from '../problems/problem.ts';

/** What Slurm's tools write when a daemon does not answer (seen with 20.11 to 26.05). */
const CONTROLLER =
	/Unable to contact slurm controller|slurm_load_\w+ error: (?:Socket timed out|Unable to contact)|Socket timed out on send\/recv/;
const DATABASE =
	/Problem talking to the database|failed to open persistent connection|Sending PersistInit msg/;

/** What sacct writes where the site's AccountingStorageType is none (sacct.c). */
const NO_ACCOUNTING = /accounting storage is disabled/i;
/** SLURMCTLD_COMMUNICATIONS_BACKOFF (23.02 and later): tools wait and try again by themselves, until they give up with this. */
const BUSY = /Rate limit exceeded/;

/** The same failure, told apart further where Slurm's own words say that one of its daemons is down. */
export function refineSlurmFailure(error: unknown): unknown {
	if (!(error instanceof ProblemError) || error.problem.kind !== 'commandFailed') return error;
	const { host, detail } = error.problem;
	if (NO_ACCOUNTING.test(detail)) return new ProblemError({ kind: 'noAccounting', host }, { cause: error });
	return slurmTrouble(host, detail, error) ?? error;
}

/** The problem that a tool's error text tells of when Slurm itself is in trouble, whatever was asked of it. */
export function slurmTrouble(host: string, detail: string, cause?: unknown): ProblemError | undefined {
	const daemon = daemonDownIn(detail);
	if (daemon) return new ProblemError({ kind: 'slurmDown', host, daemon, detail }, { cause });
	return BUSY.test(detail) ? new ProblemError({ kind: 'slurmBusy', host, detail }, { cause }) : undefined;
}

/** Which daemon a tool's error text says is down. */
export function daemonDownIn(text: string): 'slurmctld' | 'slurmdbd' | undefined {
	if (CONTROLLER.test(text)) return 'slurmctld';
	return DATABASE.test(text) ? 'slurmdbd' : undefined;
}

const NEVER: ReadonlySet<string> = new Set(['commandMissing', 'deniedBySite', 'noAccounting']);

/** True for what will be refused the next time as well: the site does not want it, has no such program, or no accounting. */
export function isDenied(error: unknown): boolean {
	if (error instanceof ProblemError && NEVER.has(error.problem.kind)) return true;
	return (
		isProblem(error, 'commandFailed') &&
		/permission denied|not permitted|not allowed|access denied|only .*(?:admin|root|operator)|disabled/i.test(
			error.problem.detail,
		)
	);
}
