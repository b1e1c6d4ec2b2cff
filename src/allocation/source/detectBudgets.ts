import { isAbort } from '../../base/abort.ts';
import { isProblem } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import { runApart } from '../../remote/runApart.ts';
import type { BudgetReader, BudgetReading } from '../budgetReader.ts';
import type { BudgetSource } from './budgetSource.ts';
import { SiteBudgets } from './siteBudgets.ts';

const LOOK_SECONDS = 30;

/** They are everywhere, and what they print says nothing of the site. */
const SLURMS_OWN = new Set([
	'sacct',
	'sacctmgr',
	'scontrol',
	'sinfo',
	'sprio',
	'squeue',
	'sreport',
	'sshare',
]);

/**
 * For a cluster without a profile of its own: which of the tools that other sites have are there, in one look, and whose output
 * reads as one of theirs. Names say little, since several sites have a `projinfo` and they differ.
 */
export class DetectedBudgets implements BudgetReader {
	readonly #host: RemoteHost;
	readonly #known: () => Promise<readonly BudgetSource[]>;
	readonly #now: () => Date;
	/** The one that read well; undefined until then. */
	#found: SiteBudgets | undefined;
	#isLookedFor = false;

	constructor(host: RemoteHost, known: () => Promise<readonly BudgetSource[]>, now: () => Date) {
		this.#host = host;
		this.#known = known;
		this.#now = now;
	}

	get source(): string {
		return this.#found?.source ?? '';
	}

	async read(signal: AbortSignal): Promise<BudgetReading | undefined> {
		if (this.#found) return this.#found.read(signal);
		if (this.#isLookedFor) return undefined;
		const known = (await this.#known()).filter(
			(source) => source.command !== undefined && !source.isLogin && !SLURMS_OWN.has(programOf(source)),
		);
		const present = await runApart(this.#host, whichOf(known.map(programOf)), signal, LOOK_SECONDS);
		for (const source of known.filter((candidate) => present.has(programOf(candidate)))) {
			const candidate = new SiteBudgets(this.#host, source, this.#now);
			const reading = await candidate.read(signal).catch((error: unknown) => {
				if (isAbort(error) || isProblem(error, 'connectionLost')) throw error;
				return undefined;
			});
			if (!reading || reading.budgets.length === 0) continue;
			this.#found = candidate;
			return reading;
		}
		this.#isLookedFor = true;
		return undefined;
	}
}

function programOf({ command = '' }: BudgetSource): string {
	return command.split(/\s/)[0] ?? '';
}

function whichOf(programs: readonly string[]): RemoteCommand<ReadonlySet<string>> {
	const script = 'for p; do command -v "$p" >/dev/null 2>&1 && printf \'%s\\n\' "$p"; done; :';
	return {
		argv: ['sh', '-c', script, 'sh', ...new Set(programs)],
		parse: (stdout) => new Set(stdout.split('\n').filter((line) => line !== '')),
	};
}
