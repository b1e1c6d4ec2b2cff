import type { Seconds } from '../slurm/duration.ts';
import type { JobExit } from '../slurm/job.ts';
import { REFUSED } from '../slurm/jobState.ts';
import { type Evidence, findCause } from './findCause.ts';
import type { FindingKind } from './finding.ts';
import { linesOfTail, type OutputLine, type OutputTail } from './outputLine.ts';
import type { Canceller, Cause, Verdict } from './verdict.ts';

/** What the queue or accounting says of a job that is over. */
export interface EndFacts {
	/** Slurm's word. */
	readonly state: string;
	readonly exit: JobExit | undefined;
	readonly derivedExit: JobExit | undefined;
	readonly reason: string;
	readonly hasStarted: boolean;
	readonly cancelledBy: Canceller;
	readonly limit: Seconds | undefined;
	readonly askedBytes: number | undefined;
	/** Where the output was to go; undefined where Slurm does not tell. */
	readonly outputPath: string | undefined;
}

/** The ends of the output files, the standard error's last; or why there are none. */
export type OutputRead =
	| { readonly kind: 'read'; readonly tails: readonly OutputTail[] }
	/** `folderIsMissing` where not even the folder is there that it was to be in. */
	| { readonly kind: 'missing'; readonly folderIsMissing: boolean }
	| { readonly kind: 'unknown' };

/** How many lines are shown where none is known to tell anything. */
const LAST_LINES = 5;

/** What slurmstepd ends a job with whose output file it cannot make (seen with Slurm 22.05). */
const NO_OUTPUT_FILE = 53;
/** Signals end at 64; above that Slurm has codes of its own. */
const LAST_SIGNAL = 64;

/**
 * Says what happened to a job that is over, from what Slurm says and from its output. Nothing is guessed: where neither
 * is known to tell the cause, the verdict has Slurm's word and the last lines.
 */
export function verdictOf(facts: EndFacts, output: OutputRead): Verdict {
	const lines = output.kind === 'read' ? output.tails.flatMap(linesOfTail) : [];
	const evidence = facts.state === 'FAILED' ? findCause(lines, () => true) : undefined;
	const cause = causeOf(facts, output, evidence);
	const line = cause.kind === 'found' ? evidence?.line : lineThatShows(cause, lines);
	const wantsLines = cause.kind !== 'completed' && cause.kind !== 'cancelled' && !line;
	return {
		cause,
		exit: facts.exit,
		line,
		lastLines: wantsLines ? lines.slice(-LAST_LINES) : [],
		output: output.kind === 'read' && lines.length === 0 ? 'empty' : output.kind,
	};
}

function causeOf(facts: EndFacts, output: OutputRead, evidence: Evidence | undefined): Cause {
	const { state, exit, derivedExit, hasStarted: hadStarted, cancelledBy: by, reason } = facts;
	switch (state) {
		case 'COMPLETED':
			return {
				kind: 'completed',
				step: derivedExit && derivedExit.code + derivedExit.signal > 0 ? derivedExit : undefined,
			};
		case 'OUT_OF_MEMORY':
			return { kind: 'outOfMemory', askedBytes: facts.askedBytes };
		case 'TIMEOUT':
			return { kind: 'timeLimit', limit: facts.limit };
		case 'NODE_FAIL':
			return { kind: 'nodeFailure' };
		case 'BOOT_FAIL':
			return { kind: 'bootFailure' };
		case REFUSED:
			return { kind: 'refused' };
		case 'PREEMPTED':
			return { kind: 'preempted' };
		case 'DEADLINE':
			return { kind: 'deadline' };
		case 'REVOKED':
			return { kind: 'revoked' };
		case 'CANCELLED':
			return /^Dependency/.test(reason) && !hadStarted
				? { kind: 'dependency' }
				: { kind: 'cancelled', by, hadStarted };
		case 'FAILED':
			return failureOf(facts, output, evidence);
		default:
			return exit && exit.code > 0 ? { kind: 'exitCode', code: exit.code } : { kind: 'unknown', state };
	}
}

function failureOf(facts: EndFacts, output: OutputRead, evidence: Evidence | undefined): Cause {
	const { exit, state, reason, hasStarted } = facts;
	if (/^Dependency/.test(reason) && !hasStarted) return { kind: 'dependency' };
	if (output.kind === 'missing' && (output.folderIsMissing || exit?.signal === NO_OUTPUT_FILE)) {
		return { kind: 'outputFile', path: facts.outputPath };
	}
	if (evidence) {
		const { finding, line } = evidence;
		return finding.kind === 'memory' && line.text.includes('slurmstepd')
			? { kind: 'outOfMemory', askedBytes: facts.askedBytes }
			: { kind: 'found', finding };
	}
	if (exit && exit.signal > 0 && exit.signal <= LAST_SIGNAL && exit.signal !== NO_OUTPUT_FILE) {
		return { kind: 'signal', signal: exit.signal };
	}
	if (exit?.signal === NO_OUTPUT_FILE) return { kind: 'outputFile', path: facts.outputPath };
	// A shell tells of a signal by 128 and its number.
	if (exit && exit.code > 128 && exit.code <= 128 + LAST_SIGNAL) {
		return { kind: 'signal', signal: exit.code - 128 };
	}
	return exit && exit.code > 0 ? { kind: 'exitCode', code: exit.code } : { kind: 'unknown', state };
}

/** Which lines belong to which cause: a line about a missing file does not show why a job reached its time limit. */
const SHOWN_BY: Partial<Record<Cause['kind'], readonly FindingKind[]>> = {
	outOfMemory: ['memory', 'sharedMemory'],
	timeLimit: ['timeLimit'],
	nodeFailure: ['nodeFailure'],
	preempted: ['preempted'],
};

function lineThatShows(cause: Cause, lines: readonly OutputLine[]): OutputLine | undefined {
	const kinds = SHOWN_BY[cause.kind];
	return kinds && findCause(lines, (kind) => kinds.includes(kind))?.line;
}
