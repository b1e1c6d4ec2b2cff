/** One limited resource of an account, in minutes as Slurm counts them. */
export interface BudgetLine {
	/** Slurm's name of the resource: `billing`, `gres/gpu`, `cpu`. */
	readonly resource: string;
	readonly limitMinutes: number;
	/** Used so far, as Slurm's enforcement counts it. */
	readonly usedMinutes: number;
	/** Claimed by running jobs: what they use up if they run until their time limits. */
	readonly committedMinutes: number;
	/** The account that carries the limit: this one or one above it. */
	readonly limitedBy: string;
}

/** What an account may use and has used. */
export interface Budget {
	readonly account: string;
	readonly isDefault: boolean;
	/** Empty when no limit is set on the account or above it. */
	readonly lines: readonly BudgetLine[];
	/** What was used of resources without a limit, in minutes: `gres/gpu`, `cpu`. */
	readonly usedMinutes: ReadonlyMap<string, number>;
}

export function remainingMinutes(line: BudgetLine): number {
	return Math.max(0, line.limitMinutes - line.usedMinutes);
}

/** Between 0 and 1; 0 when nothing was granted. */
export function remainingShare(line: BudgetLine): number {
	return line.limitMinutes > 0 ? remainingMinutes(line) / line.limitMinutes : 0;
}

/** The line that runs out first in proportion: the one that stops the next job. GPU time goes first among equals, since people think in it. */
export function tightestLine(budget: Budget): BudgetLine | undefined {
	const byShare = [...budget.lines].sort(
		(a, b) => remainingShare(a) - remainingShare(b) || gpuFirst(a) - gpuFirst(b),
	);
	return byShare[0];
}

function gpuFirst(line: BudgetLine): number {
	return line.resource.startsWith('gres/gpu') ? 0 : 1;
}
