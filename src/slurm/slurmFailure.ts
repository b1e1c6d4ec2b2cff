import { ProblemError } from '../problems/problem.ts';

/** What Slurm's tools write when a daemon does not answer (seen with 20.11 to 26.05). */
const CONTROLLER =
	/Unable to contact slurm controller|slurm_load_\w+ error: (?:Socket timed out|Unable to contact)|Socket timed out on send\/recv/;
const DATABASE =
	/Problem talking to the database|failed to open persistent connection|Sending PersistInit msg/;

/** What sacct writes where the site's AccountingStorageType is none (sacct.c). */
const NO_ACCOUNTING = /accounting storage is disabled/i;

/** The same failure, told apart further where Slurm's own words say that one of its daemons is down. */
export function refineSlurmFailure(error: unknown): unknown {
	if (!(error instanceof ProblemError) || error.problem.kind !== 'commandFailed') return error;
	const { host, detail } = error.problem;
	if (NO_ACCOUNTING.test(detail)) return new ProblemError({ kind: 'noAccounting', host }, { cause: error });
	const daemon = daemonDownIn(detail);
	return daemon ? new ProblemError({ kind: 'slurmDown', host, daemon, detail }, { cause: error }) : error;
}

/** Which daemon a tool's error text says is down. */
export function daemonDownIn(text: string): 'slurmctld' | 'slurmdbd' | undefined {
	if (CONTROLLER.test(text)) return 'slurmctld';
	return DATABASE.test(text) ? 'slurmdbd' : undefined;
}
