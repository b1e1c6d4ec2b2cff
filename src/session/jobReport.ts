import { unlessAborted } from '../base/abort.ts';
import { isProblem } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { RemoteFiles } from '../remote/remoteFiles.ts';
import type { Job, JobId } from '../slurm/job.ts';
import { type AccountSelection, isUnknownField, type JobAccount, readAccounts } from '../slurm/jobAccount.ts';
import { phaseOf } from '../slurm/jobState.ts';
import { createSeparators } from '../slurm/separators.ts';
import { type Cost, costOf } from '../verdict/cost.ts';
import { type Efficiency, efficiencyOf, memoryPerNode } from '../verdict/efficiency.ts';
import type { OutputTail } from '../verdict/outputLine.ts';
import { type Suggestion, suggestionsFor } from '../verdict/rightSizing.ts';
import type { Canceller, Verdict } from '../verdict/verdict.ts';
import { type OutputRead, verdictOf } from '../verdict/verdictOf.ts';
import type { ClusterSession } from './clusterSession.ts';

/** All that is known of a job that is over. */
export interface JobReport {
	readonly verdict: Verdict;
	/** Undefined where accounting does not know the job (yet), or did not answer. */
	readonly account: JobAccount | undefined;
	readonly efficiency: Efficiency | undefined;
	readonly cost: readonly Cost[];
	readonly suggestions: readonly Suggestion[];
	/** What kept accounting from answering. */
	readonly accountError: unknown;
	/** False while accounting is behind the queue: worth another look. */
	readonly isFinal: boolean;
}

/** Enough for a long traceback of many ranks, and one answer of SFTP on most servers. */
const TAIL_BYTES = 128 * 1024;
const RUN_DAYS = 30;
/** Accounting is some seconds behind the queue at a job's end. */
const LOOK_AGAIN_MS = 10_000;
/** Runs by one name are asked for this often. */
const RUNS_AGE_MS = 600_000;
const MOST_REPORTS = 300;
const DEADLINE_MS = 90_000;

interface Kept<T> {
	readonly at: number;
	readonly value: Promise<T>;
}

/** Reads reports of finished jobs of one cluster, and keeps them: what is over does not change. */
export class JobReports {
	readonly #session: ClusterSession;
	readonly #now: () => Date;
	readonly #separators = createSeparators();
	readonly #reports = new Map<string, Kept<JobReport>>();
	readonly #runs = new Map<string, Kept<readonly JobAccount[]>>();
	readonly #names = new Map<number, Promise<string>>();
	/** Learned from sacct's own word. */
	#isOld = false;

	constructor(session: ClusterSession, now: () => Date) {
		this.#session = session;
		this.#now = now;
	}

	/** The report of a job that is over. What several ask for at once is read once, and goes on where one of them gives up. */
	of(job: Job, signal: AbortSignal): Promise<JobReport> {
		return unlessAborted(this.#kept(job), signal);
	}

	#kept(job: Job): Promise<JobReport> {
		const key = `${job.id} ${job.state} ${job.ended?.getTime()}`;
		const kept = this.#reports.get(key);
		if (kept && (kept.at === Number.POSITIVE_INFINITY || this.#age(kept) < LOOK_AGAIN_MS)) return kept.value;
		const value = this.#read(job, AbortSignal.timeout(DEADLINE_MS));
		const remember = (at: number) => this.#reports.set(key, { at, value });
		remember(this.#now().getTime());
		value.then(
			({ isFinal }) => isFinal && remember(Number.POSITIVE_INFINITY),
			() => this.#reports.delete(key),
		);
		for (const oldest of this.#reports.keys()) {
			if (this.#reports.size <= MOST_REPORTS) break;
			this.#reports.delete(oldest);
		}
		return value;
	}

	/** Runs by that name in that partition of the last month, as accounting knows them; asked for now and then. */
	async runsNamed(name: string, partition: string, signal: AbortSignal): Promise<readonly JobAccount[]> {
		// sacct takes a list of names, so that one with a comma cannot be asked for.
		if (name === '' || name.includes(',')) return [];
		const key = JSON.stringify([name, partition]);
		const kept = this.#runs.get(key);
		const isFresh = kept && this.#age(kept) < RUNS_AGE_MS;
		const value =
			kept && isFresh
				? kept.value
				: this.#accounts({ kind: 'name', name, partition, days: RUN_DAYS }, signal);
		if (!isFresh) {
			this.#runs.set(key, { at: this.#now().getTime(), value });
			value.catch(() => this.#runs.delete(key));
		}
		return value;
	}

	/** Runs of the same name and partition, this one included; the newest may be missing for some seconds. */
	async #runsLike(account: JobAccount, signal: AbortSignal): Promise<readonly JobAccount[]> {
		const before = (await this.runsNamed(account.name, account.partition, signal)).filter(
			({ id, ended }) => id !== account.id && !(ended && account.ended && ended > account.ended),
		);
		return [account, ...before];
	}

	#age({ at }: { readonly at: number }): number {
		return this.#now().getTime() - at;
	}

	async #accounts(selection: AccountSelection, signal: AbortSignal): Promise<readonly JobAccount[]> {
		const ask = () => this.#session.slurm.run(readAccounts(selection, this.#isOld, this.#separators), signal);
		try {
			return await ask();
		} catch (error) {
			if (this.#isOld || !isProblem(error, 'commandFailed') || !isUnknownField(error.problem.detail))
				throw error;
			this.#isOld = true;
			return ask();
		}
	}

	async #read(job: Job, signal: AbortSignal): Promise<JobReport> {
		const [accounted, output] = await Promise.all([
			this.#accountOf(job, signal),
			readOutput(this.#session.files, job, signal),
		]);
		// Accounting may be behind: then it says that the job runs.
		const account =
			accounted.account && phaseOf(accounted.account.state) === 'finished' ? accounted.account : undefined;
		const verdict = verdictOf(
			{
				state: account?.state ?? job.state,
				exit: account?.exit ?? job.exit,
				derivedExit: account?.derivedExit,
				reason: account?.reason || job.reason,
				hasStarted: account ? account.started !== undefined && account.given.size > 0 : job.nodes !== '',
				cancelledBy: await this.#canceller(account?.cancelledBy, signal),
				limit: account?.limit ?? job.limit,
				askedBytes: account && memoryPerNode(account),
				outputPath: job.outputPath,
			},
			output,
		);
		const runs = account ? await this.#runsLike(account, signal).catch(() => [account]) : [];
		return {
			verdict,
			account,
			efficiency: account && efficiencyOf(account),
			cost: costOf(account ? { tres: account.given, elapsed: account.elapsed } : job),
			suggestions: suggestionsFor(runs),
			accountError: accounted.error,
			isFinal: account !== undefined,
		};
	}

	async #accountOf(
		job: Job,
		signal: AbortSignal,
	): Promise<{ readonly account?: JobAccount | undefined; readonly error?: unknown }> {
		// Tasks of an array that never began are one row, which accounting has under the array's number only.
		const id = (/^\d+(?:_\d+|\+\d+)?$/.test(job.id) ? job.id : job.recordId) as JobId;
		try {
			const accounts = await this.#accounts({ kind: 'job', id }, signal);
			return { account: accounts.find((account) => account.id === job.id) ?? accounts[0] };
		} catch (error) {
			return { error };
		}
	}

	async #canceller(uid: number | undefined, signal: AbortSignal): Promise<Canceller> {
		if (uid === undefined) return { kind: 'unknown' };
		if (uid === 0) return { kind: 'administrator' };
		const me = await this.#session.identity(signal);
		if (me?.uid === uid) return { kind: 'you' };
		const known = this.#names.get(uid) ?? this.#session.run(readName(uid), signal).catch(() => '');
		this.#names.set(uid, known);
		return { kind: 'other', name: (await known) || String(uid) };
	}
}

/** The login name of a user id; empty where the login node knows none. */
function readName(uid: number): RemoteCommand<string> {
	// getent ends with 2 where there is no such user, which is an answer
	return {
		argv: ['sh', '-c', 'getent passwd "$1" || :', 'sh', String(uid)],
		parse: (stdout) => stdout.split(':')[0]?.trim() ?? '',
	};
}

/** The ends of what the job wrote. Never rejects: without them the verdict has less to go by. */
async function readOutput(files: RemoteFiles, job: Job, signal: AbortSignal): Promise<OutputRead> {
	const { outputPath, errorPath } = job;
	const paths = [...new Set([outputPath, errorPath].filter((path) => path !== undefined))];
	if (paths.length === 0) return { kind: 'unknown' };
	const read = await Promise.all(paths.map((path) => readTail(files, path, signal)));
	const tails = read.filter((tail) => typeof tail !== 'string');
	if (tails.length > 0) return { kind: 'read', tails };
	if (read.includes('unreadable')) return { kind: 'unknown' };
	const folder = paths[0]?.replace(/\/[^/]*$/, '') || '/';
	return { kind: 'missing', folderIsMissing: await isMissing(files, folder, signal) };
}

async function readTail(
	files: RemoteFiles,
	path: string,
	signal: AbortSignal,
): Promise<OutputTail | 'missing' | 'unreadable'> {
	try {
		const { size } = await files.stat(path, signal);
		const offset = Math.max(0, size - TAIL_BYTES);
		const bytes = await files.read(path, signal, { offset, length: TAIL_BYTES });
		return { path, offset, bytes };
	} catch (error) {
		return isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound' ? 'missing' : 'unreadable';
	}
}

async function isMissing(files: RemoteFiles, path: string, signal: AbortSignal): Promise<boolean> {
	try {
		await files.stat(path, signal);
		return false;
	} catch (error) {
		return isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound';
	}
}
