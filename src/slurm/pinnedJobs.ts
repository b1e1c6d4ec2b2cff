import { Emitter } from '../base/event.ts';
import type { Notes } from '../base/notes.ts';

/** A job that a person keeps at hand, by the id that means all of an array or a heterogeneous job. */
export interface PinnedJob {
	readonly cluster: string;
	readonly id: string;
}

const KEY = 'jobs.pinned';
/** The oldest go when there are more. */
const MOST = 100;

/** Kept from one window to the next. */
export class PinnedJobs {
	readonly #notes: Notes;
	readonly #changed = new Emitter<void>();

	readonly onDidChange = this.#changed.event;

	constructor(notes: Notes) {
		this.#notes = notes;
	}

	of(cluster: string): ReadonlySet<string> {
		return new Set(this.#all.filter((pin) => pin.cluster === cluster).map(({ id }) => id));
	}

	add({ cluster, id }: PinnedJob): void {
		this.#keep([...this.#without({ cluster, id }), { cluster, id }].slice(-MOST));
	}

	remove(pin: PinnedJob): void {
		this.#keep(this.#without(pin));
	}

	get #all(): readonly PinnedJob[] {
		const kept = this.#notes.read(KEY);
		return Array.isArray(kept) ? kept.filter(isPin) : [];
	}

	#without({ cluster, id }: PinnedJob): readonly PinnedJob[] {
		return this.#all.filter((pin) => pin.cluster !== cluster || pin.id !== id);
	}

	#keep(pins: readonly PinnedJob[]): void {
		this.#notes.write(KEY, pins);
		this.#changed.fire();
	}
}

function isPin(value: unknown): value is PinnedJob {
	const { cluster, id } = (value ?? {}) as Partial<Record<keyof PinnedJob, unknown>>;
	return typeof cluster === 'string' && typeof id === 'string';
}
