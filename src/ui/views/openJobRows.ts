import type { OpenRows } from '../../presenters/unitRow.ts';
import type { JobDetailRows } from './jobDetailRows.ts';

/** Which rows of the Jobs view are open, and how many rows of long lists are shown. */
export class OpenJobRows implements OpenRows {
	readonly #details: JobDetailRows;
	readonly #open = new Set<string>();
	readonly #limits = new Map<string, number>();

	constructor(details: JobDetailRows) {
		this.#details = details;
	}

	isOpen(rowId: string): boolean {
		return this.#open.has(rowId);
	}

	limitOf(rowId: string, page: number): number {
		return this.#limits.get(rowId) ?? page;
	}

	detailsOf(rowId: string) {
		return this.#details.of(rowId);
	}

	/** False where it was open already. */
	open(rowId: string): boolean {
		const wasClosed = !this.#open.has(rowId);
		this.#open.add(rowId);
		return wasClosed;
	}

	close(rowId: string): void {
		this.#open.delete(rowId);
		this.#details.close(rowId);
	}

	/** @param shown how many are shown now */
	showMore(rowId: string, shown: number): void {
		this.#limits.set(rowId, shown + MORE);
	}
}

/** What one more click shows. */
const MORE = 200;
