import { type BudgetLine, remainingOf } from '../budget.ts';
import type { DayUse } from './usePerDay.ts';

/** A rate of more days tells of a project's past rather than of what it does now. */
const RATE_DAYS = 14;
const DAY_MS = 86_400_000;
/** What lasts longer than this lasts: nobody plans by it. */
const FOREVER_DAYS = 3650;

/** Hours a day over the last two weeks, or over as many days as there is use of; undefined where nothing was used. */
export function burnRate(days: readonly DayUse[], now: Date): number | undefined {
	const recent = days.slice(-RATE_DAYS);
	const first = recent.findIndex(({ hours }) => hours > 0);
	const [begin] = first < 0 ? [] : recent.slice(first);
	if (!begin) return undefined;
	const used = recent.reduce((sum, { hours }) => sum + hours, 0);
	// A project that began this morning has not shown how it goes on.
	const length = Math.max(1, (now.getTime() - begin.day.getTime()) / DAY_MS);
	return used / length;
}

/** Whether a budget lasts. */
export type Forecast =
	/** Nothing tells how fast it is used, or how much is left. */
	| { readonly kind: 'unknown' }
	/** Use decays, so that the figure comes back by itself. */
	| { readonly kind: 'decays' }
	| { readonly kind: 'lasts' }
	/** It is used up before it ends, or at a moment where no end is known. */
	| { readonly kind: 'runsOut'; readonly at: Date; readonly beforeEnd: boolean };

/** At a rate of so much of the line's unit a day. */
export function forecast(line: BudgetLine, perDay: number | undefined, now: Date): Forecast {
	if (line.decays) return { kind: 'decays' };
	const left = remainingOf(line);
	if (left === undefined || perDay === undefined) return { kind: 'unknown' };
	const days = perDay > 0 ? left / perDay : Number.POSITIVE_INFINITY;
	const at = new Date(now.getTime() + Math.min(days, FOREVER_DAYS) * DAY_MS);
	if (line.end && at.getTime() >= line.end.getTime()) return { kind: 'lasts' };
	return days >= FOREVER_DAYS
		? { kind: 'lasts' }
		: { kind: 'runsOut', at, beforeEnd: line.end !== undefined };
}
