import type { Notes } from '../../base/notes.ts';
import type { Budget } from '../budget.ts';
import type { DayUse } from './usePerDay.ts';
import { dayAt } from './usePerDay.ts';

/** Longer than a grant's half year shows nothing more. */
const DAYS_KEPT = 200;

/** `used` of one line, on each day on which it was read; the last reading of a day counts. */
type Readings = Readonly<Record<string, readonly (readonly [day: number, used: number])[]>>;

/**
 * What the figures were from day to day, kept on the person's computer: a site's tool tells only what has been used so far, and
 * where accounting is closed this is the only way to see how fast it is used.
 */
export class UsageLog {
	readonly #notes: Notes;
	readonly #key: string;

	constructor(notes: Notes, cluster: string) {
		this.#notes = notes;
		this.#key = `allocation-use/${cluster}`;
	}

	add(budgets: readonly Budget[], now: Date): void {
		const kept = this.#read();
		const today = dayAt(now, 0).getTime();
		const oldest = dayAt(now, -DAYS_KEPT).getTime();
		const added = budgets.flatMap(({ account, lines }) =>
			lines.flatMap(({ resource, unit, used, decays }) => {
				if (used === undefined || decays) return [];
				const key = keyOf(account, resource, unit);
				const before = (kept[key] ?? []).filter(([day]) => day !== today && day > oldest);
				return [[key, [...before, [today, used]]] as const];
			}),
		);
		this.#notes.write(this.#key, { ...kept, ...Object.fromEntries(added) });
	}

	/** What was used on each day between two readings, spread evenly; empty with fewer than two. A figure that fell, because a grant began anew, begins the list anew. */
	daysOf(account: string, resource: string, unit: string | undefined): readonly DayUse[] {
		const readings = this.#read()[keyOf(account, resource, unit)] ?? [];
		let days: DayUse[] = [];
		for (const [index, [day, used]] of readings.entries()) {
			const before = readings[index - 1];
			if (!before) continue;
			const [dayBefore, usedBefore] = before;
			if (used < usedBefore) {
				days = [];
				continue;
			}
			const length = Math.max(1, Math.round((day - dayBefore) / 86_400_000));
			for (let step = 1; step <= length; step += 1)
				days.push({ day: dayAt(new Date(dayBefore), step), hours: (used - usedBefore) / length });
		}
		return days;
	}

	#read(): Readings {
		const written = this.#notes.read(this.#key);
		if (typeof written !== 'object' || written === null) return {};
		return Object.fromEntries(
			Object.entries(written).flatMap(([key, readings]) =>
				Array.isArray(readings) ? [[key, readings.filter(isReading)]] : [],
			),
		);
	}
}

function keyOf(account: string, resource: string, unit: string | undefined): string {
	return JSON.stringify([account, resource, unit ?? '']);
}

function isReading(value: unknown): value is readonly [number, number] {
	return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}
