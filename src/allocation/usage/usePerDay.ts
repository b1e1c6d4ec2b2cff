import type { JobUse } from './accountUse.ts';

/** What was used on one day of the person's calendar, in hours of a resource. */
export interface DayUse {
	/** Its first moment. */
	readonly day: Date;
	readonly hours: number;
}

/** Whose use it was. */
export interface ShareOfUse {
	readonly name: string;
	readonly hours: number;
}

const HOUR_MS = 3_600_000;

/** The last days, today last, also those without use. A job counts on each day for the part of it that ran then. */
export function usePerDay(
	uses: readonly JobUse[],
	resource: string,
	days: number,
	now: Date,
): readonly DayUse[] {
	return Array.from({ length: days }, (_, index) => {
		const day = dayAt(now, index - days + 1);
		const next = dayAt(day, 1);
		const hours = uses.reduce((sum, use) => sum + hoursWithin(use, resource, day, next, now), 0);
		return { day, hours };
	});
}

/** Those who used most, first. */
export function mostUsedBy(
	uses: readonly JobUse[],
	resource: string,
	nameOf: (use: JobUse) => string,
	since: Date,
	now: Date,
): readonly ShareOfUse[] {
	const shares = new Map<string, number>();
	for (const use of uses) {
		const hours = hoursWithin(use, resource, since, now, now);
		if (hours > 0) shares.set(nameOf(use), (shares.get(nameOf(use)) ?? 0) + hours);
	}
	return [...shares].map(([name, hours]) => ({ name, hours })).sort((a, b) => b.hours - a.hours);
}

/** The first moment of a day, so many days on. Days are not all of 24 hours. */
export function dayAt(moment: Date, days: number): Date {
	return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + days);
}

function hoursWithin(
	{ start, end = undefined, tres }: JobUse,
	resource: string,
	from: Date,
	to: Date,
	now: Date,
): number {
	const amount = tres.get(resource) ?? 0;
	if (amount === 0) return 0;
	const begin = Math.max(start.getTime(), from.getTime());
	const finish = Math.min((end ?? now).getTime(), to.getTime(), now.getTime());
	return finish > begin ? ((finish - begin) / HOUR_MS) * amount : 0;
}
