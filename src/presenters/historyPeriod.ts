import * as l10n from '@vscode/l10n';
import { boundsOf, type DayKey, dayOf, daysBetween, daysUpTo, parseDay } from '../base/localDay.ts';

/** Which days the history shows: the last so many, today included, or those from one to another. */
export type HistoryPeriod =
	| { readonly kind: 'last'; readonly days: number }
	| { readonly kind: 'between'; readonly first: DayKey; readonly last: DayKey };

export const DEFAULT_PERIOD: HistoryPeriod = { kind: 'last', days: 7 };

/** What the person chose in an earlier window; the default for anything else. */
export function readPeriod(kept: unknown): HistoryPeriod {
	const { kind, days, first, last } = (kept ?? {}) as Record<string, unknown>;
	if (kind === 'last' && typeof days === 'number' && days >= 1) return { kind, days };
	const bounds =
		typeof first === 'string' && typeof last === 'string' ? parsePeriod(`${first} ${last}`) : undefined;
	return kind === 'between' && bounds ? bounds : DEFAULT_PERIOD;
}

/** Reads two days, `2026-10-01 2026-10-31`, or one; undefined for anything else, and where the second comes before the first. */
export function parsePeriod(text: string): HistoryPeriod | undefined {
	const [first, last, ...others] = text
		.trim()
		.split(/[\s,]+/)
		.map(parseDay);
	if (first === undefined || others.length > 0) return undefined;
	if (text.trim().split(/[\s,]+/).length > 1 && last === undefined) return undefined;
	const end = last ?? first;
	return end < first ? undefined : { kind: 'between', first, last: end };
}

/** The latest day first; days to come are left out. */
export function daysOf(period: HistoryPeriod, now: Date): readonly DayKey[] {
	const today = dayOf(now);
	if (period.kind === 'last') return daysUpTo(today, period.days);
	return daysBetween(period.first, period.last).filter((day) => day <= today);
}

export function periodWords(period: HistoryPeriod): string {
	if (period.kind === 'last')
		return period.days === 1 ? l10n.t('today') : l10n.t('last {0} days', period.days);
	const date = (day: DayKey) => boundsOf(day).start.toLocaleDateString(undefined, { dateStyle: 'medium' });
	return period.first === period.last
		? date(period.first)
		: l10n.t('{0} to {1}', date(period.first), date(period.last));
}

/** "Today", "Yesterday", "Mon 23 Nov", with the year where it is another. */
export function dayWords(day: DayKey, now: Date): string {
	const [today, yesterday] = daysUpTo(dayOf(now), 2);
	if (day === today) return l10n.t('Today');
	if (day === yesterday) return l10n.t('Yesterday');
	const { start } = boundsOf(day);
	const year = start.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
	return start.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short', ...year });
}
