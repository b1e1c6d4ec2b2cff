import type { ValueFault } from './fault.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: MINUTE, h: HOUR, d: DAY };

/** Seconds of a time limit; Infinity for none; undefined when it is in no form that Slurm reads. `0` means no limit. */
export function parseTimeLimit(text: string): number | undefined {
	if (/^(?:-1|infinite|unlimited)$/i.test(text)) return Number.POSITIVE_INFINITY;
	const withDays = /^(\d+)-(?:(\d+)(?::(\d+)(?::(\d+))?)?)?$/.exec(text);
	if (withDays) {
		const [, days = 0, hours = 0, minutes = 0, seconds = 0] = withDays.map((part) => Number(part ?? 0));
		return days * DAY + hours * HOUR + minutes * MINUTE + seconds;
	}
	const plain = /^(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text);
	if (!plain) return undefined;
	const [, first = 0, second = 0, third = 0] = plain.map((part) => Number(part ?? 0));
	const seconds = plain[3] === undefined ? first * MINUTE + second : first * HOUR + second * MINUTE + third;
	return seconds === 0 ? Number.POSITIVE_INFINITY : seconds;
}

/** What is wrong with a time limit (common/parse_time.c): minutes, minutes:seconds, hours:minutes:seconds, with days before a dash. */
export function timeFault(text: string): ValueFault | undefined {
	if (text === '') return { reason: 'empty' };
	// Read as an endless time, or as a huge one.
	if (/^-\d/.test(text) || parseTimeLimit(text) !== undefined) return undefined;
	if (/^\s*(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/i.test(text)) {
		const seconds = spokenTime(text);
		return { reason: 'timeUnit', ...(seconds !== undefined && { likely: writeTimeLimit(seconds) }) };
	}
	const dayByColon = /^(\d+):(\d{1,2}:\d{1,2}:\d{1,2})$/.exec(text);
	if (dayByColon) return { reason: 'timeTooManyParts', likely: `${Number(dayByColon[1])}-${dayByColon[2]}` };
	const trimmed = text.trim();
	return {
		reason: 'timeForm',
		...(trimmed !== text && parseTimeLimit(trimmed) !== undefined && { likely: trimmed }),
	};
}

/** `90m`, `1h30m`, `2 days`, `1.5h`. */
function spokenTime(text: string): number | undefined {
	let seconds = 0;
	for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
		const letter = unit[0]?.toLowerCase() ?? '';
		const length = UNITS[letter];
		if (length === undefined || !/^(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/i.test(unit))
			return undefined;
		seconds += Number(amount) * length;
	}
	return seconds > 0 ? Math.ceil(seconds / MINUTE) * MINUTE : undefined;
}

/** As people write it in a script: `30:00`, `4:00:00`, `1-12:00:00`. */
export function writeTimeLimit(seconds: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const days = Math.floor(seconds / DAY);
	const hours = Math.floor(seconds / HOUR) % 24;
	const rest = `${two(Math.floor(seconds / MINUTE) % 60)}:${two(seconds % MINUTE)}`;
	return days > 0 ? `${days}-${two(hours)}:${rest}` : hours > 0 ? `${hours}:${rest}` : `00:${rest}`;
}
