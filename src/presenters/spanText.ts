import * as l10n from '@vscode/l10n';

/**
 * A length of time as people say it, coarser the longer it is: "45 s", "12 min", "1 h 12 min", "2 d 4 h". Rounded
 * down, so that what is left is never told as more than it is.
 */
export function spanText(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	if (whole < 60) return l10n.t('{0} s', whole);
	const minutes = Math.floor(whole / 60);
	if (minutes < 60) return l10n.t('{0} min', minutes);
	const hours = Math.floor(minutes / 60);
	if (hours < 24)
		return minutes % 60 > 0 ? l10n.t('{0} h {1} min', hours, minutes % 60) : l10n.t('{0} h', hours);
	const days = Math.floor(hours / 24);
	return hours % 24 > 0 ? l10n.t('{0} d {1} h', days, hours % 24) : l10n.t('{0} d', days);
}

/** As `spanText`, with every part that is not zero: what is compared with another length, such as a time limit. "1 d 2 h 30 min". */
export function exactSpanText(seconds: number): string {
	const whole = Math.max(0, Math.round(seconds));
	const parts = [
		[Math.floor(whole / 86_400), (count: number) => l10n.t('{0} d', count)],
		[Math.floor(whole / 3600) % 24, (count: number) => l10n.t('{0} h', count)],
		[Math.floor(whole / 60) % 60, (count: number) => l10n.t('{0} min', count)],
		[whole % 60, (count: number) => l10n.t('{0} s', count)],
	] as const;
	const told = parts.filter(([count]) => count > 0).map(([count, words]) => words(count));
	return told.length > 0 ? told.join(' ') : l10n.t('{0} s', 0);
}
