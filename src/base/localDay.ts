/** A day of the person's own calendar, as `2026-11-25`. */
export type DayKey = string & { readonly unit: 'localDay' };

export function dayOf(moment: Date): DayKey {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}` as DayKey;
}

/** When a day begins and when the next one does: 23 or 25 hours later where clocks are changed. */
export function boundsOf(day: DayKey): { readonly start: Date; readonly end: Date } {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	return { start: new Date(year, month - 1, date), end: new Date(year, month - 1, date + 1) };
}

/** The days from `first` to `last`, both included, the latest first. */
export function daysBetween(first: DayKey, last: DayKey): readonly DayKey[] {
	const days: DayKey[] = [];
	for (let day = last; day >= first; day = dayBefore(day)) days.push(day);
	return days;
}

/** @param count how many days, `last` included */
export function daysUpTo(last: DayKey, count: number): readonly DayKey[] {
	const { start } = boundsOf(last);
	return daysBetween(
		dayOf(new Date(start.getFullYear(), start.getMonth(), start.getDate() - count + 1)),
		last,
	);
}

/** Reads `2026-11-25`; undefined for what is no day of the calendar. */
export function parseDay(text: string): DayKey | undefined {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
	return dayOf(boundsOf(text as DayKey).start) === text ? (text as DayKey) : undefined;
}

function dayBefore(day: DayKey): DayKey {
	const { start } = boundsOf(day);
	return dayOf(new Date(start.getFullYear(), start.getMonth(), start.getDate() - 1));
}
