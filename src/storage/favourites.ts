import { Emitter } from '../base/event.ts';
import type { Notes } from '../base/notes.ts';

/** A file or folder that a person keeps at hand. */
export interface Favourite {
	readonly cluster: string;
	readonly path: string;
	readonly isFolder: boolean;
}

const KEY = 'storage.favourites';

/** Kept from one window to the next. */
export class Favourites {
	readonly #notes: Notes;
	readonly #changed = new Emitter<void>();

	readonly onDidChange = this.#changed.event;

	constructor(notes: Notes) {
		this.#notes = notes;
	}

	/** In the order in which they were added; what else may be found in the notes is passed over. */
	get all(): readonly Favourite[] {
		const kept = this.#notes.read(KEY);
		return Array.isArray(kept) ? kept.filter(isFavourite) : [];
	}

	add(favourite: Favourite): void {
		const { cluster, path, isFolder } = favourite;
		this.#keep([...this.#without(favourite), { cluster, path, isFolder }]);
	}

	remove(favourite: Pick<Favourite, 'cluster' | 'path'>): void {
		this.#keep(this.#without(favourite));
	}

	#without({ cluster, path }: Pick<Favourite, 'cluster' | 'path'>): readonly Favourite[] {
		return this.all.filter((one) => one.cluster !== cluster || one.path !== path);
	}

	#keep(favourites: readonly Favourite[]): void {
		this.#notes.write(KEY, favourites);
		this.#changed.fire();
	}
}

function isFavourite(value: unknown): value is Favourite {
	const { cluster, path, isFolder } = (value ?? {}) as Partial<Record<keyof Favourite, unknown>>;
	return typeof cluster === 'string' && typeof path === 'string' && typeof isFolder === 'boolean';
}
