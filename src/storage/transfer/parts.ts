import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { TransferPlan } from './transferPlan.ts';

/** What is not whole yet has such a name, on both sides; see `leftovers.ts`. Far shorter than any limit of a name. */
const PART = '.aif-part-';

/** A name that nobody else has. */
export function partName(): string {
	return PART + randomBytes(6).toString('hex');
}

/** True for the last name of a path of something that was never completed. */
export function isPartName(name: string): boolean {
	return /^\.aif-part-[0-9a-f]{12}(-\d+)?$/.test(name);
}

/** Where something stands until it is whole, and where it belongs; paths of a plan. */
export interface Staged {
	readonly from: string;
	readonly to: string;
}

/**
 * Where the files of an upload stand until all of them are there. A folder that the upload makes is staged with all that is in
 * it, so that one rename puts it in its place; what goes into a folder that is there stands beside its place. The names are the
 * same at each try of one transfer.
 */
export class Staging {
	readonly #token = partName();
	readonly #created: ReadonlySet<string>;
	readonly #tops = new Map<string, string>();

	constructor({ directories }: Pick<TransferPlan, 'directories'>) {
		this.#created = new Set(directories.map(({ path }) => path));
	}

	placeOf(path: string): string {
		for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
			const folder = path.slice(0, end);
			if (this.#created.has(folder)) return this.#stage(folder) + path.slice(end);
		}
		return this.#stage(path);
	}

	/** All that is to be renamed at the end, in the order in which it was asked for. */
	get tops(): readonly Staged[] {
		return [...this.#tops].map(([to, from]) => ({ from, to }));
	}

	#stage(path: string): string {
		const known = this.#tops.get(path);
		if (known !== undefined) return known;
		const place = `${path.slice(0, path.lastIndexOf('/') + 1)}${this.#token}-${this.#tops.size}`;
		this.#tops.set(path, place);
		return place;
	}
}

/** A name of its own beside a file of this computer. */
export function localPart(place: string | Buffer): string | Buffer {
	if (typeof place === 'string') return join(dirname(place), partName());
	return Buffer.concat([place.subarray(0, place.lastIndexOf(SLASH) + 1), Buffer.from(partName())]);
}

const SLASH = 0x2f;
