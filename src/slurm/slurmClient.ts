import { unlessAborted } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import { shellQuote } from '../base/shellQuote.ts';
import { Turns } from '../base/turns.ts';
import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { ExecResult, RemoteHost } from '../remote/remoteHost.ts';
import { parsed, run } from '../remote/run.ts';
import type { Job, JobId } from './job.ts';
import { type EndedJob, findEndedJobs, listEndedJobs, listFinishedJobs } from './sacct.ts';
import { forgetLine, parseJobId, SUBMIT_FOLDER, type Submission, submitLine } from './sbatch.ts';
import { createSeparators, type Separators } from './separators.ts';
import { daemonDownIn, refineSlurmFailure } from './slurmFailure.ts';
import { readSlurmVersion, type SlurmVersion } from './slurmVersion.ts';
import { listMyJobs } from './squeue.ts';
import { type JobStep, listSteps } from './steps.ts';
import { together } from './together.ts';

/** sbatch itself gives up on a controller that is down after about 20 s, and a site's checks may take long. */
const SUBMIT_DEADLINE_MS = 120_000;
const TIDY_DEADLINE_MS = 10_000;
const VERSION_DEADLINE_MS = 30_000;
/** A controller that is down takes 18 s to say so; one that is slow answers each within seconds. */
const TOGETHER_DEADLINE_SECONDS = 60;

/** What to submit: a script that is on the cluster already, or the text of one that is not. */
export type ScriptSource =
	| { readonly kind: 'remote'; readonly path: string }
	| { readonly kind: 'local'; readonly name: string; readonly text: string };

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
	#calls = 0;
	#version: Promise<SlurmVersion | undefined> | undefined;

	constructor(host: RemoteHost) {
		this.#host = host;
	}

	/** Slurm programs started since the connection was made. */
	get calls(): number {
		return this.#calls;
	}

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
	 * deadline runs while it waits for another.
	 */
	run<T>(command: RemoteCommand<T>, signal: AbortSignal): Promise<T> {
		return this.#turns.take(async () => {
			this.#count();
			try {
				return await run(this.#host, command, signal);
			} catch (error) {
				throw refineSlurmFailure(error);
			}
		}, signal);
	}

	/**
	 * As `run`, for several programs in one round trip: each counted, and each with its own answer or failure. Those that
	 * were not run, because the controller did not answer the one before, failed as that did.
	 */
	runTogether(
		commands: readonly RemoteCommand<unknown>[],
		signal: AbortSignal,
	): Promise<readonly PromiseSettledResult<unknown>[]> {
		return this.#turns.take(async () => {
			for (const _ of commands) this.#count();
			const parts = await run(
				this.#host,
				together(commands, this.#partSeparators),
				signal,
				TOGETHER_DEADLINE_SECONDS,
			);
			const notRun = { stdout: '', stderr: parts.at(-1)?.stderr ?? '', exitCode: null };
			return commands.map((command, index) => this.#settled(command, parts[index] ?? notRun));
		}, signal);
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
	 * link was lost before the answer came: then the job may or may not exist, and nothing is sent again.
	 */
	async submit(
		source: ScriptSource,
		how: {
			readonly workDir: string;
			readonly options: readonly string[];
			readonly arguments: readonly string[];
		},
		signal: AbortSignal,
	): Promise<Submitted> {
		const token = `s${crypto.randomUUID().replaceAll('-', '')}`;
		try {
			return await this.#turns.take(() => this.#submitNow(source, how, token, signal), signal);
		} finally {
			// Also after a failure or a cancel; traces that a lost link leaves behind are no reason to report another one.
			await this.#host.exec(forgetLine(token), AbortSignal.timeout(TIDY_DEADLINE_MS)).catch(() => undefined);
		}
	}

	async #submitNow(
		source: ScriptSource,
		how: Omit<Submission, 'token' | 'script'>,
		token: string,
		signal: AbortSignal,
	): Promise<Submitted> {
		const script = source.kind === 'remote' ? source.path : await this.#upload(source, token, signal);
		const name = script.split('/').at(-1) ?? script;
		const result = await this.#submitOnce({ token, script, ...how }, name, signal);
		const id = parseJobId(result.stdout);
		if (result.exitCode !== 0 || id === undefined) throw refusal(this.#host.name, name, result);
		return { id, remarks: result.stderr.trim() };
	}

	async #submitOnce(submission: Submission, name: string, signal: AbortSignal): Promise<ExecResult> {
		this.#count();
		let result: ExecResult;
		try {
			result = await this.#host.exec(
				submitLine(submission),
				AbortSignal.any([signal, AbortSignal.timeout(SUBMIT_DEADLINE_MS)]),
			);
		} catch (error) {
			throw new ProblemError(
				{ kind: 'submitUnknown', script: name, host: this.#host.name, detail: String(error) },
				{ cause: error },
			);
		}
		if (result.exitCode === null || result.exitCode === 75) {
			throw new ProblemError({
				kind: 'submitUnknown',
				script: name,
				host: this.#host.name,
				detail: result.stderr,
			});
		}
		return result;
	}

	async #upload(
		source: { readonly name: string; readonly text: string },
		token: string,
		signal: AbortSignal,
	): Promise<string> {
		const command = `d="$HOME/${SUBMIT_FOLDER}/${token}" && mkdir -p -m 700 "$d" && printf %s "$d"`;
		const { stdout, stderr, exitCode } = await this.#host.exec(command, signal);
		if (exitCode !== 0 || !stdout.startsWith('/')) {
			throw new ProblemError({
				kind: 'commandFailed',
				host: this.#host.name,
				command: 'mkdir',
				exitCode,
				detail: stderr,
			});
		}
		const path = `${stdout}/${source.name.replaceAll('/', '_')}`;
		await this.#host.files.write(path, new TextEncoder().encode(source.text), signal);
		return path;
	}

	/** Asks Slurm to end a job (or an array, or a range of its tasks). Throws `cancelRefused` with scancel's words. */
	async cancel(id: JobId, signal: AbortSignal): Promise<void> {
		this.#count();
		const { exitCode, stderr } = await this.#host.exec(
			shellQuote(['scancel', id.replace(/%\d+\]$/, ']')]),
			signal,
		);
		// The limit of running tasks in `123_[5-9%2]` is squeue's decoration; scancel wants the range alone.
		// scancel of 24.11 ends with 0 although it was refused; only its words tell.
		if (exitCode === 0 && !stderr.includes('error:')) return;
		const daemon = daemonDownIn(stderr);
		if (daemon) throw new ProblemError({ kind: 'slurmDown', host: this.#host.name, daemon, detail: stderr });
		throw new ProblemError({ kind: 'cancelRefused', jobId: id, detail: stderr });
	}

	#count(): void {
		this.#calls += 1;
		this.#counted.fire(this.#calls);
	}
}

function refusal(host: string, script: string, { stdout, stderr, exitCode }: ExecResult): ProblemError {
	const detail = stderr.trim() || stdout.trim();
	const daemon = daemonDownIn(stderr);
	if (daemon) return new ProblemError({ kind: 'slurmDown', host, daemon, detail });
	if (exitCode === 127) return new ProblemError({ kind: 'commandMissing', host, command: 'sbatch', detail });
	return new ProblemError({ kind: 'submitRefused', script, detail });
}
