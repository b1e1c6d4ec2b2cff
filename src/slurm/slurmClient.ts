import { isAbort, unlessAborted } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import { textOf } from '../base/rawText.ts';
import { shellQuote } from '../base/shellQuote.ts';
import { Turns } from '../base/turns.ts';
import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { ExecResult, RemoteHost } from '../remote/remoteHost.ts';
import type { RemoteTerminal, TerminalSize } from '../remote/remoteTerminal.ts';
import { parsed, run } from '../remote/run.ts';
import {
	readSubmitLine,
	type SubmittedWith,
	scriptFromAccounting,
	scriptFromQueue,
	scriptInAccounting,
	scriptInQueue,
	submitLineOf,
} from './batchScript.ts';
import type { Job, JobId } from './job.ts';
import { type JobAction, refusalIn, targetOf } from './jobAction.ts';
import { shellInJob } from './jobShell.ts';
import { type EndedJob, findEndedJobs, listEndedJobs, listFinishedJobs } from './sacct.ts';
import {
	forgetLine,
	NEVER_BEGAN,
	NO_ANSWER_YET,
	newToken,
	OVERDUE,
	parseJobId,
	type Submission,
	type SubmittedScript,
	settleLine,
	submitLine,
} from './sbatch.ts';
import { createSeparators, type Separators } from './separators.ts';
import { asRuled, NO_RULES, type SlurmRules } from './siteRules.ts';
import { refineSlurmFailure, slurmTrouble } from './slurmFailure.ts';
import { SlurmLoad } from './slurmLoad.ts';
import { readSlurmVersion, type SlurmVersion } from './slurmVersion.ts';
import { listMyJobs } from './squeue.ts';
import { type JobStep, listSteps } from './steps.ts';
import { together } from './together.ts';

/** sbatch itself gives up on a controller that is down after about 20 s, and a site's checks may take long. */
const SUBMIT_DEADLINE_MS = 120_000;
const TIDY_DEADLINE_MS = 10_000;
/** It waits 5 s for an answer at the other end. */
const SETTLE_DEADLINE_MS = 30_000;
const VERSION_DEADLINE_MS = 30_000;
/** A controller that is down takes 18 s to say so; one that is slow answers each within seconds. */
const TOGETHER_DEADLINE_SECONDS = 60;
/** scancel and scontrol give up on a controller that is down after about 20 s; many jobs take their time. */
const ACTION_DEADLINE_MS = 120_000;
const SCRIPT_DEADLINE_MS = 30_000;

/** What a POSIX shell exits with when there is no such program. */
const NOT_FOUND = 127;

/** What to submit: a script that is on the cluster already, or the text of one that is not. */
export type ScriptSource =
	| { readonly kind: 'remote'; readonly path: string }
	| {
			readonly kind: 'local';
			readonly name: string;
			readonly text: string;
			/** In place of the text where that cannot stand for all of it. */
			readonly bytes?: Uint8Array;
	  };

/** What the person gets back from sbatch. */
export interface Submitted {
	readonly id: JobId;
	/** What sbatch or the site's plug-ins said beside the id; often empty. */
	readonly remarks: string;
}

/** Slurm on one host. Counts every Slurm program it starts, because the site's admins do. */
export class SlurmClient {
	readonly #host: RemoteHost;
	readonly #separators = createSeparators();
	/** Between the outputs of several programs, whose own separators are others. */
	readonly #partSeparators = createSeparators();
	readonly #counted = new Emitter<number>();
	readonly #turns = new Turns();
	readonly #now: () => Date;
	readonly #rules: SlurmRules;
	#calls = 0;
	#version: Promise<SlurmVersion | undefined> | undefined;

	/** What was asked of Slurm in the last hour. */
	readonly load: SlurmLoad;

	/** @param rules what the site denies, and which programs stand in for Slurm's own */
	constructor(host: RemoteHost, now: () => Date = () => new Date(), rules: SlurmRules = NO_RULES) {
		this.#host = host;
		this.#now = now;
		this.#rules = rules;
		this.load = new SlurmLoad(now);
	}

	/** Slurm programs started since the connection was made. */
	get calls(): number {
		return this.#calls;
	}

	/** Fires after each, with their number. */
	readonly onDidCall = this.#counted.event;

	/** For queries that are made elsewhere and run here. */
	get separators(): Separators {
		return this.#separators;
	}

	listMyJobs(signal: AbortSignal): Promise<readonly Job[]> {
		return this.run(listMyJobs(this.#separators), signal);
	}

	async listFinishedJobs(hours: number, signal: AbortSignal): Promise<readonly EndedJob[]> {
		return this.run(listFinishedJobs(hours, await this.version(signal), this.#separators), signal);
	}

	/** @param window seconds back from now */
	async listEndedJobs(
		window: { readonly from: number; readonly to: number },
		signal: AbortSignal,
	): Promise<readonly EndedJob[]> {
		return this.run(listEndedJobs(window, await this.version(signal), this.#separators), signal);
	}

	/** From accounting, whenever they ended. */
	async findEndedJobs(ids: readonly string[], signal: AbortSignal): Promise<readonly EndedJob[]> {
		return this.run(findEndedJobs(ids, await this.version(signal), this.#separators), signal);
	}

	listSteps(recordId: string, signal: AbortSignal): Promise<readonly JobStep[]> {
		return this.run(listSteps(recordId, this.#separators), signal);
	}

	/** Asked once a connection; undefined where the tools do not tell, which is tried again. */
	version(signal: AbortSignal): Promise<SlurmVersion | undefined> {
		this.#version ??= this.run(readSlurmVersion, AbortSignal.timeout(VERSION_DEADLINE_MS)).catch(() => {
			this.#version = undefined;
			return undefined;
		});
		return unlessAborted(this.#version, signal);
	}

	/**
	 * Runs one of Slurm's query programs: counted, and with Slurm's own failures told apart. One at a time: a
	 * controller that is slow or down (18 s for each program then) is not asked more at once, and no program's
	 * deadline runs while it waits for another. Throws ProblemError `deniedBySite`, without running it, where the site denies it.
	 */
	run<T>(command: RemoteCommand<T>, signal: AbortSignal): Promise<T> {
		return this.#turns.take(async () => {
			try {
				const { program, ruled } = this.#ruled(command);
				return await run(this.#measured(program), ruled, signal);
			} catch (error) {
				throw refineSlurmFailure(error);
			}
		}, signal);
	}

	/**
	 * As `run`, for several programs in one round trip: each counted, and each with its own answer or failure. Those that
	 * were not run, because the controller did not answer the one before, failed as that did; those that the site denies
	 * are not sent.
	 */
	async runTogether(
		commands: readonly RemoteCommand<unknown>[],
		signal: AbortSignal,
	): Promise<readonly PromiseSettledResult<unknown>[]> {
		const asked = commands.map((command) => this.#allowed(command));
		const sent = asked.flatMap((command) => (command instanceof ProblemError ? [] : [command]));
		const answers = sent.length === 0 ? [] : [...(await this.#runSent(sent, signal))];
		return asked.map((command) => {
			const denied: PromiseSettledResult<unknown> = { status: 'rejected', reason: command };
			return command instanceof ProblemError ? denied : (answers.shift() ?? denied);
		});
	}

	/** As many answers as commands. */
	#runSent(
		commands: readonly RemoteCommand<unknown>[],
		signal: AbortSignal,
	): Promise<readonly PromiseSettledResult<unknown>[]> {
		return this.#turns.take(async () => {
			const began = this.#now().getTime();
			const parts = await run(
				this.#host,
				together(commands, this.#partSeparators),
				signal,
				TOGETHER_DEADLINE_SECONDS,
			);
			const each = (this.#now().getTime() - began) / Math.max(1, parts.length);
			for (const [index, { stdout, stderr }] of parts.entries())
				this.#record(commands[index]?.argv[0] ?? '', stdout.length + stderr.length, each);
			const notRun = { stdout: '', stderr: parts.at(-1)?.stderr ?? '', exitCode: null };
			return commands.map((command, index) => this.#settled(command, parts[index] ?? notRun));
		}, signal);
	}

	/** The command as it is run at this site, and the program that it is counted as. Throws as `asRuled` does. */
	#ruled<T>(command: RemoteCommand<T>): { readonly program: string; readonly ruled: RemoteCommand<T> } {
		const argv = asRuled(this.#host.name, command.argv, this.#rules);
		return { program: argv[0] ?? '', ruled: argv === command.argv ? command : { ...command, argv } };
	}

	#allowed(command: RemoteCommand<unknown>): RemoteCommand<unknown> | ProblemError {
		try {
			return this.#ruled(command).ruled;
		} catch (error) {
			if (error instanceof ProblemError) return error;
			throw error;
		}
	}

	#settled(command: RemoteCommand<unknown>, result: ExecResult): PromiseSettledResult<unknown> {
		try {
			return { status: 'fulfilled', value: parsed(this.#host.name, command, result) };
		} catch (error) {
			return { status: 'rejected', reason: refineSlurmFailure(error) };
		}
	}

	/**
	 * Submits once. Throws ProblemError `submitRefused` with sbatch's words, `slurmDown`, or `submitUnknown` when the
	 * link was lost before the answer came: then the job may or may not exist, nothing is sent again, and `settle` tells.
	 */
	async submit(
		source: ScriptSource,
		how: Omit<Submission, 'token' | 'program' | 'script'>,
		signal: AbortSignal,
	): Promise<Submitted> {
		const script = submittedScript(source);
		const name = nameOf(source);
		const token = newToken(this.#now());
		const program = this.programFor('sbatch');
		const result = await this.#turns.take(
			() => this.#submitOnce({ token, program, script, ...how }, name, signal),
			signal,
		);
		return this.#answer(result, token, name);
	}

	/**
	 * What became of a submission whose answer was lost: as `submit` would have answered, or 'notDone' when Slurm never heard
	 * of it and never will, or 'unknown' while whoever submits has not answered. Throws as `submit` does, and what a lost link throws.
	 */
	async settle(token: string, name: string, signal: AbortSignal): Promise<Submitted | 'notDone' | 'unknown'> {
		const result = await this.#host.exec(
			settleLine(token),
			AbortSignal.any([signal, AbortSignal.timeout(SETTLE_DEADLINE_MS)]),
		);
		// The lock stays where it is: the line that was lost may still arrive.
		if (result.exitCode === NEVER_BEGAN) return 'notDone';
		return isAnswer(result) ? this.#answer(result, token, name) : 'unknown';
	}

	#answer(result: ExecResult, token: string, name: string): Submitted {
		// Traces that a lost link leaves behind are no reason to report a failure; the next submission removes them.
		this.#host.exec(forgetLine(token), AbortSignal.timeout(TIDY_DEADLINE_MS)).catch(() => undefined);
		const id = parseJobId(result.stdout);
		if (result.exitCode !== 0 || id === undefined) throw refusal(this.#host.name, name, result);
		return { id, remarks: result.stderr.trim() };
	}

	async #submitOnce(submission: Submission, name: string, signal: AbortSignal): Promise<ExecResult> {
		const unknown = (detail: string, cause?: unknown) =>
			new ProblemError(
				{
					kind: 'submitUnknown',
					...{ script: name, host: this.#host.name, token: submission.token },
					...{ found: 'unknown', detail },
				},
				{ cause },
			);
		let result: ExecResult;
		try {
			result = await this.#measured(submission.program).exec(
				submitLine(submission),
				AbortSignal.any([signal, AbortSignal.timeout(SUBMIT_DEADLINE_MS)]),
			);
		} catch (error) {
			throw unknown(String(error), error);
		}
		if (!isAnswer(result)) throw unknown(result.stderr);
		return result;
	}

	/** Asks Slurm to end a job, or an array, or a range of its tasks. Throws as `act` does. */
	cancel(id: JobId, signal: AbortSignal): Promise<void> {
		const target = targetOf({ id, het: undefined });
		return this.act({ kind: 'cancel', jobs: [id], argv: ['scancel', target] }, signal);
	}

	/**
	 * Does something to jobs, once. Does not wait behind queries. Resolves when Slurm has accepted it; its effect may take some seconds. Throws
	 * ProblemError `actionRefused` with Slurm's words, `slurmDown`, `slurmBusy`, or `actionUnknown` when the link was lost before the answer
	 * came: then it may or may not have been done, and nothing is sent again.
	 */
	async act(action: JobAction, signal: AbortSignal): Promise<void> {
		const { kind, jobs } = action;
		const argv = asRuled(this.#host.name, action.argv, this.#rules);
		const unknown = (detail: string, cause?: unknown) =>
			new ProblemError(
				{ kind: 'actionUnknown', action: kind, jobs, host: this.#host.name, found: 'unknown', detail },
				{ cause },
			);
		let result: ExecResult;
		try {
			const deadline = AbortSignal.timeout(ACTION_DEADLINE_MS);
			result = await this.#measured(argv[0] ?? '').exec(
				shellQuote(argv),
				AbortSignal.any([signal, deadline]),
			);
		} catch (error) {
			throw isAbort(error) ? error : unknown(String(error), error);
		}
		const { exitCode, stderr, stdout } = result;
		if (exitCode === null) throw unknown(stderr);
		if (exitCode === NOT_FOUND) {
			const command = argv[0] ?? '';
			throw new ProblemError({
				kind: 'commandMissing',
				host: this.#host.name,
				command,
				detail: stderr.trim(),
			});
		}
		const detail = refusalIn(stderr || stdout, exitCode);
		if (detail === '') return;
		const trouble = slurmTrouble(this.#host.name, detail);
		throw trouble ?? new ProblemError({ kind: 'actionRefused', action: kind, jobs, detail });
	}

	/**
	 * The script of a batch job as Slurm took it, from the controller or else from accounting. Throws ProblemError
	 * `noBatchScript` where there is none or none is kept.
	 */
	async readScript(job: Job, signal: AbortSignal): Promise<string> {
		const target = targetOf(job);
		const ask = async (unruled: readonly string[]) => {
			const argv = asRuled(this.#host.name, unruled, this.#rules);
			const deadline = AbortSignal.any([signal, AbortSignal.timeout(SCRIPT_DEADLINE_MS)]);
			return this.#turns.take(() => this.#measured(argv[0] ?? '').exec(shellQuote(argv), deadline), signal);
		};
		const queued = scriptInQueue(this.#host.name, await ask(scriptFromQueue(target)));
		const script = queued ?? scriptInAccounting(await ask(scriptFromAccounting(target)));
		if (script !== undefined) return script;
		const why = job.phase !== 'finished' && job.command === '' ? 'interactive' : 'notKept';
		throw new ProblemError({ kind: 'noBatchScript', jobId: job.id, why });
	}

	/** What stood on the command line of the job's submission; undefined where accounting does not tell, or not clearly. */
	async readSubmission(job: Job, signal: AbortSignal): Promise<SubmittedWith | undefined> {
		const command = {
			argv: submitLineOf(targetOf(job)),
			parse: (stdout: string) => stdout.split('\n')[0] ?? '',
		};
		const line = await this.run(command, signal).catch((error: unknown) => {
			if (isAbort(error)) throw error;
			return '';
		});
		return readSubmitLine(line, job.command);
	}

	/** A shell inside a running job, on one of its nodes, in a terminal of its own. Rejects as `RemoteHost.openTerminal` does. */
	async openShellIn(
		job: Job,
		node: string,
		size: TerminalSize,
		signal: AbortSignal,
	): Promise<RemoteTerminal> {
		const argv = asRuled(this.#host.name, shellInJob(job, node), this.#rules);
		this.#record(argv[0] ?? '', 0, 0);
		return this.#host.openTerminal({ size, command: `exec ${shellQuote(argv)}` }, signal);
	}

	/** What is run for one of Slurm's programs at this site. Throws ProblemError `deniedBySite`. */
	programFor(program: string): string {
		return asRuled(this.#host.name, [program], this.#rules)[0] ?? program;
	}

	/** The host, on which each command is counted as a run of `program`, and timed from its turn to its end. */
	#measured(program: string): Pick<RemoteHost, 'name' | 'exec'> {
		const host = this.#host;
		return {
			name: host.name,
			exec: async (commandLine, signal, onStart) => {
				let began = this.#now().getTime();
				let bytes = 0;
				try {
					const result = await host.exec(commandLine, signal, () => {
						began = this.#now().getTime();
						onStart?.();
					});
					bytes = result.stdout.length + result.stderr.length;
					return result;
				} finally {
					this.#record(program, bytes, this.#now().getTime() - began);
				}
			},
		};
	}

	#record(program: string, bytes: number, ms: number): void {
		this.load.add(program, bytes, ms);
		this.#calls += 1;
		this.#counted.fire(this.#calls);
	}
}

/** False where sbatch was cut off, or goes on without us. */
function isAnswer({ exitCode }: ExecResult): boolean {
	return exitCode !== null && exitCode !== NO_ANSWER_YET && exitCode !== OVERDUE;
}

function nameOf(source: ScriptSource): string {
	return source.kind === 'local' ? source.name : (source.path.split('/').at(-1) ?? source.path);
}

/** Throws ProblemError `submitRefused` for what no shell can write down and Slurm would not take. */
function submittedScript(source: ScriptSource): SubmittedScript {
	if (source.kind === 'remote') return { kind: 'file', path: source.path };
	const { name, bytes } = source;
	const text = bytes ? textOf(bytes) : source.text;
	// Slurm's own words (src/sbatch/sbatch.c).
	const detail =
		"sbatch: error: The Slurm controller does not allow scripts that contain a NULL character '\\0'.";
	if (text.includes('\0')) throw new ProblemError({ kind: 'submitRefused', script: name, detail });
	return { kind: 'copy', name, text };
}

function refusal(host: string, script: string, { stdout, stderr, exitCode }: ExecResult): ProblemError {
	const detail = stderr.trim() || stdout.trim();
	const trouble = slurmTrouble(host, stderr);
	if (trouble) return trouble;
	if (exitCode === NOT_FOUND)
		return new ProblemError({ kind: 'commandMissing', host, command: 'sbatch', detail });
	return new ProblemError({ kind: 'submitRefused', script, detail });
}
