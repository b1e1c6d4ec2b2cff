const WEEK_MS = 6 * 24 * 3600 * 1000;

/** A moment in the person's own time zone, as short as can be: the time alone for today, with the weekday in the last week, else with the date. */
export function clockTime(moment: Date, now = new Date()): string {
	if (moment.toDateString() === now.toDateString())
		return moment.toLocaleTimeString(undefined, { timeStyle: 'short' });
	const isNear = Math.abs(now.getTime() - moment.getTime()) < WEEK_MS;
	return isNear
		? moment.toLocaleString(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' })
		: moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** How old something is, in words that grow coarser with age: "12 s", "5 min", "3 h", "4 d". */
export function formatAge(seconds: number): string {
	if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
	if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
	if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
	return `${Math.round(seconds / 86_400)} d`;
}
