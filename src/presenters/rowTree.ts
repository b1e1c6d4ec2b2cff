import type { Row } from './row.ts';

/** What to draw anew: everything, or the rows of these ids with what is below them. */
export type RowChanges = 'all' | readonly string[];

/** The rows of a view by id, and what differs between two states of it. */
export class RowTree {
	readonly roots: readonly Row[];
	readonly #rows = new Map<string, Row>();
	readonly #parents = new Map<string, string>();

	constructor(roots: readonly Row[]) {
		this.roots = roots;
		this.#remember(roots, undefined);
	}

	find(id: string): Row | undefined {
		return this.#rows.get(id);
	}

	/** The id of the row that holds this one; undefined at the top. */
	parentOf(id: string): string | undefined {
		return this.#parents.get(id);
	}

	/** Puts a row in the place of the one with its id, which must have the same children: none. */
	replace(row: Row): void {
		if (this.#rows.has(row.id)) this.#rows.set(row.id, row);
	}

	/**
	 * The rows that must be drawn anew to get from `before` to this state, and no others: what a person hovers over,
	 * has selected or is reading stays as it is.
	 */
	changesSince(before: RowTree): RowChanges {
		if (!sameIds(this.roots, before.roots)) return 'all';
		return this.roots.flatMap((row) => changedBelow(row, before));
	}

	#remember(rows: readonly Row[], parent: string | undefined): void {
		for (const row of rows) {
			this.#rows.set(row.id, row);
			if (parent !== undefined) this.#parents.set(row.id, parent);
			this.#remember(row.children ?? [], row.id);
		}
	}
}

function changedBelow(row: Row, before: RowTree): readonly string[] {
	const old = before.find(row.id);
	if (!old || !sameIds(row.children ?? [], old.children ?? []) || !sameOwn(row, old)) return [row.id];
	return (row.children ?? []).flatMap((child) => changedBelow(child, before));
}

function sameIds(a: readonly Row[], b: readonly Row[]): boolean {
	return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}

function sameOwn(a: Row, b: Row): boolean {
	const own = ({ children, ...others }: Row) => JSON.stringify([children !== undefined, others]);
	return own(a) === own(b);
}
