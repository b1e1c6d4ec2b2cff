/** Words by which tools say that there is no figure. */
const NONE = new Set(['', '-', '--', 'n/a', 'na', 'none', 'undefined', 'unlimited', 'null']);

/**
 * A figure as people's tools print it: `1,292,555`, `15227.88*` (over), `(05%)`, `87.1`. Undefined where the tool says that there
 * is none. Null for text that is no figure.
 */
export function parseAmount(text: string): number | undefined | null {
	const plain = text.trim();
	if (NONE.has(plain.toLowerCase())) return undefined;
	const match = /^\(?(-?(?:\d{1,3}(?:[,']\d{3})+|\d+)(?:\.\d+)?)\s*%?\)?\s*\*?$/.exec(plain);
	return match ? Number((match[1] ?? '').replace(/[,']/g, '')) : null;
}

/**
 * A day or a moment as tools print it: `20260430`, `2026-12-10`, `20261031050000Z`, `2025-09-02 15:12`. A day alone is its end, the
 * moment after which a budget is over, when `isEnd`. Times without a zone are taken as the computer's own. Undefined for words
 * such as `undefined`, null for other text.
 */
export function parseMoment(text: string, isEnd = false): Date | undefined | null {
	const plain = text.trim();
	if (NONE.has(plain.toLowerCase())) return undefined;
	const day = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(plain);
	const moment =
		/^(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
			plain,
		);
	if (day) {
		const [, year, month, date] = day.map(Number);
		const at = new Date(year ?? 0, (month ?? 1) - 1, (date ?? 1) + (isEnd ? 1 : 0));
		return isDay(year, month, date) ? at : null;
	}
	if (!moment) return null;
	const [, year, month, date, hours, minutes, seconds = '00', zone = ''] = moment;
	if (!isDay(Number(year), Number(month), Number(date))) return null;
	const at = new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}${zone}`);
	return Number.isNaN(at.getTime()) ? null : at;
}

function isDay(year = 0, month = 0, date = 0): boolean {
	const at = new Date(year, month - 1, date);
	return at.getFullYear() === year && at.getMonth() === month - 1 && at.getDate() === date;
}
