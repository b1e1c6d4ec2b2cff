/** A moment in the person's own time zone: the time alone for today, with the date otherwise. */
export function clockTime(moment: Date, now = new Date()): string {
	const isToday = moment.toDateString() === now.toDateString();
	return moment.toLocaleString(
		undefined,
		isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
	);
}

/** How old something is, in words that grow coarser with age: "12 s", "5 min", "3 h". */
export function formatAge(seconds: number): string {
	if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
	if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
	return `${Math.round(seconds / 3600)} h`;
}
