import type { Budget } from './budget.ts';

/** What one look at one source brought. */
export interface BudgetReading {
	readonly budgets: readonly Budget[];
	/** When the source itself made its figures; undefined where it does not tell. */
	readonly asOf: Date | undefined;
	/** What could not be read beside the figures, which stand without it. */
	readonly troubles: readonly unknown[];
	/** The command or file that the figures come from, for people: `saldo -b`. */
	readonly source: string;
}

/** One way to learn what is left. */
export interface BudgetReader {
	/** For people, as in `BudgetReading`. */
	readonly source: string;
	/** Undefined where this source has nothing to say here. Throws ProblemError when it could not be read. */
	read(signal: AbortSignal): Promise<BudgetReading | undefined>;
}
