import type { Seconds } from '../slurm/duration.ts';
import type { JobExit } from '../slurm/job.ts';
import type { Finding } from './finding.ts';
import type { OutputLine } from './outputLine.ts';

/** Who cancelled a job. */
export type Canceller =
	| { readonly kind: 'you' }
	| { readonly kind: 'administrator' }
	/** The name where the login node knows one, else the number. */
	| { readonly kind: 'other'; readonly name: string }
	| { readonly kind: 'unknown' };

/** Why a job ended as it did. */
export type Cause =
	/** `step` is how one of its steps failed although the script went on. */
	| { readonly kind: 'completed'; readonly step: JobExit | undefined }
	| { readonly kind: 'outOfMemory'; readonly askedBytes: number | undefined }
	| { readonly kind: 'timeLimit'; readonly limit: Seconds | undefined }
	| { readonly kind: 'nodeFailure' }
	| { readonly kind: 'bootFailure' }
	/** It never was a job. */
	| { readonly kind: 'refused' }
	| { readonly kind: 'preempted' }
	| { readonly kind: 'deadline' }
	| { readonly kind: 'revoked' }
	| { readonly kind: 'cancelled'; readonly by: Canceller; readonly hadStarted: boolean }
	/** It waited for a job that did not end as it had to. */
	| { readonly kind: 'dependency' }
	/** Slurm could not make the output file; the folder is not there, or may not be written to. */
	| { readonly kind: 'outputFile'; readonly path: string | undefined }
	/** Its output says so. */
	| { readonly kind: 'found'; readonly finding: Finding }
	| { readonly kind: 'signal'; readonly signal: number }
	| { readonly kind: 'exitCode'; readonly code: number }
	/** Only Slurm's word is known. */
	| { readonly kind: 'unknown'; readonly state: string };

/** What happened to a job that is over. */
export interface Verdict {
	readonly cause: Cause;
	readonly exit: JobExit | undefined;
	/** The line of output that shows it. */
	readonly line: OutputLine | undefined;
	/** Where no line shows it: the last ones, for the person to judge. */
	readonly lastLines: readonly OutputLine[];
	/** Slurm's own programs had no word about the output: it was not there, or could not be read. */
	readonly output: 'read' | 'empty' | 'missing' | 'unknown';
}
