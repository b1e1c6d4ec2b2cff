/** The time that a figure speaks of: since the grant began, a calendar month, or the last so many days. */
export type BudgetPeriod =
	| { readonly kind: 'total' }
	| { readonly kind: 'month' }
	| { readonly kind: 'window'; readonly days: number };

/**
 * One limited resource of an account. What the source does not tell is undefined and stays so: nothing is invented. Amounts are in
 * `unit`.
 */
export interface BudgetLine {
	/** Slurm's name of the resource (`billing`, `gres/gpu`, `cpu`), or a site's: `gpu`, `cpu`, `storage`. */
	readonly resource: string;
	/** As the site says it: `SBU`, `node-h`. Undefined for hours of a resource that Slurm names. */
	readonly unit: string | undefined;
	readonly granted: number | undefined;
	readonly used: number | undefined;
	/** Claimed by running jobs: what they use up if they run until their time limits. */
	readonly committed: number | undefined;
	/** As the source tells it; see `remainingOf` for the figure to show. */
	readonly remaining: number | undefined;
	/** As the source tells it, 1 for all of it; see `usedShareOf`. */
	readonly usedShare: number | undefined;
	readonly period: BudgetPeriod;
	readonly start: Date | undefined;
	/** The moment after which it can no longer be used. */
	readonly end: Date | undefined;
	/** What carries the limit: this account, one above it, or a QOS. */
	readonly limitedBy: string;
	/** The QOS that a job must name for this line to count; undefined where it counts for every job of the account. */
	readonly onlyIn: string | undefined;
	/** Use counts less as time goes by (Slurm's PriorityDecayHalfLife), so that the figure is not what was ever used. */
	readonly decays: boolean;
	/** What the source says where it gives no amount: jobs may run, or may not. */
	readonly told: 'usable' | 'exhausted' | undefined;
}

/** What an account may use and has used. */
export interface Budget {
	readonly account: string;
	readonly isDefault: boolean;
	/** Empty when no limit is set on the account or above it. */
	readonly lines: readonly BudgetLine[];
	/** What was used of resources without a limit, in hours by Slurm's name: `gres/gpu`, `cpu`. */
	readonly usedHours: ReadonlyMap<string, number>;
	/** The use of the others in the account is hidden by the site: the figures are the person's own. */
	readonly isOwnUseOnly: boolean;
}

export type BudgetState = 'fine' | 'low' | 'exhausted' | 'expired' | 'unknown';

/** Below this share of what was granted a budget is low, unless the person says otherwise. */
export const LOW_SHARE = 0.1;

/** A line of which only some facts are known. */
export function budgetLine(
	facts: Pick<BudgetLine, 'resource' | 'limitedBy'> & Partial<BudgetLine>,
): BudgetLine {
	return {
		unit: undefined,
		granted: undefined,
		used: undefined,
		committed: undefined,
		remaining: undefined,
		usedShare: undefined,
		period: { kind: 'total' },
		start: undefined,
		end: undefined,
		onlyIn: undefined,
		decays: false,
		told: undefined,
		...facts,
	};
}

/** What may still be used, never less than nothing; undefined where it cannot be known. */
export function remainingOf({ remaining, granted, used }: BudgetLine): number | undefined {
	const left = remaining ?? (granted !== undefined && used !== undefined ? granted - used : undefined);
	return left === undefined ? undefined : Math.max(0, left);
}

/** 1 for all of it, more where a site lets people overdraw; undefined where it cannot be known. */
export function usedShareOf({ usedShare, granted, used, remaining }: BudgetLine): number | undefined {
	if (usedShare !== undefined) return usedShare;
	if (granted === undefined || granted < 0) return undefined;
	const spent = used ?? (remaining === undefined ? undefined : granted - remaining);
	if (spent === undefined) return undefined;
	// Nothing of nothing is left.
	return granted === 0 ? 1 : spent / granted;
}

/** Between 0 and 1; undefined where it cannot be known. */
export function remainingShareOf(line: BudgetLine): number | undefined {
	const used = usedShareOf(line);
	return used === undefined ? undefined : Math.min(1, Math.max(0, 1 - used));
}

export function stateOf(line: BudgetLine, now: Date, lowShare = LOW_SHARE): BudgetState {
	if (line.end && line.end.getTime() <= now.getTime()) return 'expired';
	if (line.told === 'exhausted') return 'exhausted';
	const share = remainingShareOf(line);
	const left = remainingOf(line);
	if (left === 0 || share === 0) return 'exhausted';
	if (share !== undefined) return share < lowShare ? 'low' : 'fine';
	return line.told === 'usable' ? 'fine' : 'unknown';
}

/** Shares that are nearer to each other than this are as good as the same. */
const NEAR = 0.05;

/** What jobs do not use up; they may stop for want of it all the same, but a person plans by the others. */
const NOT_BY_JOBS = /^(?:storage|cloud)/;

/**
 * The lines in the order in which they run out, in proportion. GPU time goes first among near equals, since people think in it.
 * What jobs do not use, what counts only in a QOS, what nothing was granted of, and what is over come after all others.
 */
export function byTightness(lines: readonly BudgetLine[], now: Date): readonly BudgetLine[] {
	const rank = (line: BudgetLine) => {
		if (stateOf(line, now) === 'expired') return 6;
		if (line.granted === 0) return 5;
		if (line.onlyIn !== undefined) return 4;
		const place = remainingShareOf(line) ?? 1.5;
		return NOT_BY_JOBS.test(line.resource) ? 2 + place : place;
	};
	const inOrder = lines.toSorted((a, b) => rank(a) - rank(b) || gpuFirst(a) - gpuFirst(b));
	const [first] = inOrder;
	const gpu = inOrder.find((line) => gpuFirst(line) === 0);
	if (!first || !gpu || rank(gpu) - rank(first) >= NEAR) return inOrder;
	return [gpu, ...inOrder.filter((line) => line !== gpu)];
}

/** The line that stops the next job. */
export function tightestLine({ lines }: Budget, now: Date): BudgetLine | undefined {
	return byTightness(lines, now)[0];
}

function gpuFirst({ resource }: BudgetLine): number {
	return /^(?:gres\/)?gpu/.test(resource) ? 0 : 1;
}
