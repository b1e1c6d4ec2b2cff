import type { Seconds } from '../duration.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * A time limit at or below a length that a person would type: whole hours from a day on, quarters of an hour from an
 * hour on, five minutes below that, single minutes below ten. 0 for less than a minute.
 */
export function niceTimeLimit(length: number): Seconds {
	const step =
		length >= 24 * HOUR ? HOUR : length >= HOUR ? 15 * MINUTE : length >= 10 * MINUTE ? 5 * MINUTE : MINUTE;
	return (Math.max(0, Math.floor(length / step)) * step) as Seconds;
}
