import type { AllocationStore } from '../allocation/allocationStore.ts';
import type { Budget, BudgetLine } from '../allocation/budget.ts';
import type { SlurmRunner } from '../allocation/slurm/plainSlurm.ts';
import { type JobUse, listAccountUse } from '../allocation/usage/accountUse.ts';
import type { UsageLog } from '../allocation/usage/usageLog.ts';
import { type DayUse, dayAt, mostUsedBy, type ShareOfUse, usePerDay } from '../allocation/usage/usePerDay.ts';
import { isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import { createSeparators } from '../slurm/separators.ts';

const DAYS = 30;
const FRESH_MS = 15 * 60_000;

/** What accounting counts for the resources of sites' own tools. */
const COUNTED: Readonly<Record<string, string>> = { gpu: 'gres/gpu', cpu: 'cpu' };

/** What of a line was used, when and by whom. */
export interface KnownUse {
	/** In the line's own unit; empty where that is not known. */
	readonly days: readonly DayUse[];
	/** What accounting counts for the line, by Slurm's name, in hours; the rest is of that. */
	readonly counted: string;
	readonly countedDays: readonly DayUse[];
	readonly users: readonly ShareOfUse[];
	readonly jobs: readonly ShareOfUse[];
}

/**
 * What the accounts of one cluster used from day to day: from Slurm's accounting, asked only when somebody looks, and for figures
 * that are a site's own from what they were on other days.
 */
export class AllocationUse {
	readonly #slurm: SlurmRunner;
	readonly #allocation: AllocationStore;
	readonly #log: UsageLog;
	readonly #now: () => Date;
	readonly #changed = new Emitter<void>();
	readonly #life = new AbortController();
	readonly #separators = createSeparators();
	#uses: readonly JobUse[] = [];
	#at: number | undefined;
	#error: unknown;
	#running: Promise<void> | undefined;

	readonly onDidChange = this.#changed.event;

	constructor(slurm: SlurmRunner, allocation: AllocationStore, log: UsageLog, now: () => Date) {
		this.#slurm = slurm;
		this.#allocation = allocation;
		this.#log = log;
		this.#now = now;
	}

	/** Why accounting could not be asked the last time. */
	get error(): unknown {
		return this.#error;
	}

	/** Asks accounting unless it was asked a short while ago; never rejects. @param anew however short a while ago that was */
	refresh(anew: boolean): Promise<void> {
		const age = this.#at === undefined ? Number.POSITIVE_INFINITY : this.#now().getTime() - this.#at;
		if (!this.#running && age < (anew ? 60_000 : FRESH_MS)) return Promise.resolve();
		this.#running ??= this.#query().finally(() => {
			this.#running = undefined;
		});
		return this.#running;
	}

	/** Undefined where nothing is known of the use of this line. */
	of(budget: Budget, line: BudgetLine): KnownUse | undefined {
		const now = this.#now();
		const isSlurms = line.unit === undefined;
		// A site's own unit is not Slurm's: only the site's own figures tell how it is used.
		const logged = isSlurms ? [] : this.#log.daysOf(budget.account, line.resource, line.unit);
		const counted = isSlurms ? line.resource : (COUNTED[line.resource] ?? '');
		const uses = this.#uses.filter(({ account }) => account === budget.account);
		if (this.#at === undefined || (!isSlurms && uses.length === 0))
			return logged.length === 0
				? undefined
				: { days: logged, counted, countedDays: [], users: [], jobs: [] };
		const since = dayAt(now, 1 - DAYS);
		const ranked = (nameOf: (use: JobUse) => string) => mostUsedBy(uses, counted, nameOf, since, now);
		const countedDays = counted === '' ? [] : usePerDay(uses, counted, DAYS, now);
		return {
			days: isSlurms ? countedDays : logged,
			counted,
			countedDays,
			users: ranked(({ user }) => user),
			jobs: ranked(({ jobId, name }) => `${name} (${jobId})`),
		};
	}

	dispose(): void {
		this.#life.abort();
		this.#changed.dispose();
	}

	async #query(): Promise<void> {
		const { snapshot } = this.#allocation;
		const accounts = snapshot.kind === 'loading' ? [] : snapshot.budgets.map(({ account }) => account);
		if (accounts.length === 0) return;
		try {
			const command = listAccountUse(accounts, DAYS, this.#separators);
			this.#uses = await this.#slurm.run(command, this.#life.signal);
			this.#at = this.#now().getTime();
			this.#error = undefined;
		} catch (error) {
			if (isAbort(error)) return;
			this.#error = error;
		}
		this.#changed.fire();
	}
}
