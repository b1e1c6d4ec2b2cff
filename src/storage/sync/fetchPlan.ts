import { type PlanItem, type TransferPlan, transferPlanOf } from '../transfer/transferPlan.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { type Fate, fateOf, isAsKnownHere, isAsKnownThere } from './sides.ts';
import type { SyncMemory } from './syncMemory.ts';

/** What is wanted of the other side, what is in its place here, and what was remembered of both. */
export interface FetchSides {
	/** With the folders on the way. */
	readonly there: readonly TreeEntry[];
	readonly here: ReadonlyMap<string, TreeEntry>;
	readonly memory: SyncMemory;
	/** Wants also what came before and was deleted here. */
	readonly again: boolean;
}

/** What a fetch will do, before it does anything. */
export interface FetchPlan {
	readonly sides: FetchSides;
	/** What comes without a word. */
	readonly transfer: TransferPlan;
	/** What stands here and is not what came from there last: it comes only with the person's word. */
	readonly overwrites: readonly Required<PlanItem>[];
	/** What came before, is unchanged there, and was deleted here: it does not come again by itself. */
	readonly deletedHere: readonly TreeEntry[];
	readonly same: readonly Required<PlanItem>[];
}

/** Files of the same size of which neither side nor memory tells whether they are the same. */
export function toLookIntoFetch(sides: FetchSides): readonly Required<PlanItem>[] {
	return pairsOf(sides).flatMap(({ fate, item }) => (fate === 'look' ? [item] : []));
}

/** @param alike paths whose content was compared, and found to be the same */
export function planFetch(sides: FetchSides, alike: ReadonlySet<string>): FetchPlan {
	const pairs = pairsOf(sides).map(({ fate, item }) => ({
		item,
		fate: fate === 'look' ? (alike.has(item.entry.path) ? 'same' : 'ask') : fate,
	}));
	const of = (wanted: Fate) => pairs.filter(({ fate }) => fate === wanted).map(({ item }) => item);
	return {
		sides,
		transfer: transferOf(sides, of('move'), of('same').length),
		overwrites: of('ask').toSorted((a, b) => (a.entry.path < b.entry.path ? -1 : 1)),
		deletedHere: sides.again ? [] : sides.there.filter((entry) => isDeletedHere(sides, entry)),
		same: of('same'),
	};
}

/** What comes after the person's word. */
export function settledFetch(
	{ sides, transfer, overwrites, same }: FetchPlan,
	overwrite: ReadonlySet<string>,
): TransferPlan {
	const replaced = [...transfer.files, ...transfer.links].flatMap((item) =>
		item.existing ? [item as Required<PlanItem>] : [],
	);
	const allowed = overwrites.filter(({ entry }) => overwrite.has(entry.path));
	return transferOf(sides, [...replaced, ...allowed], same.length);
}

/** What is no folder and on both sides. What only this side changed is newer here, and stays. */
function pairsOf({ there, here, memory }: FetchSides) {
	return there.flatMap((entry): readonly { readonly fate: Fate; readonly item: Required<PlanItem> }[] => {
		const existing = here.get(entry.path);
		const isFile = entry.type === 'file' || entry.type === 'link';
		if (!existing || !isFile || existing.type === 'directory') return [];
		const known = memory.entries.get(entry.path);
		const isKnown = { source: isAsKnownThere(entry, known), target: isAsKnownHere(existing, known) };
		if (isKnown.source && !isKnown.target) return [];
		return [{ fate: fateOf(entry, existing, isKnown), item: { entry, existing } }];
	});
}

function isDeletedHere({ here, memory }: FetchSides, entry: TreeEntry): boolean {
	return (
		entry.type !== 'directory' &&
		!here.has(entry.path) &&
		isAsKnownThere(entry, memory.entries.get(entry.path))
	);
}

function transferOf(sides: FetchSides, replaced: readonly Required<PlanItem>[], same: number): TransferPlan {
	const { there, here, again } = sides;
	const isBlocked = (entry: TreeEntry) => {
		const existing = here.get(entry.path);
		return existing !== undefined && (entry.type === 'directory') !== (existing.type === 'directory');
	};
	const special = there.filter(({ type }) => type === 'other');
	const blocked = there.filter((entry) => entry.type !== 'other' && isBlocked(entry));
	const below = blocked.map(({ path }) => `${path}/`);
	const isOpen = ({ path }: TreeEntry) => !below.some((prefix) => path.startsWith(prefix));
	const added = there.filter(
		(entry) =>
			entry.type !== 'other' &&
			!here.has(entry.path) &&
			isOpen(entry) &&
			(again || !isDeletedHere(sides, entry)),
	);
	const files = added.filter(({ type }) => type !== 'directory');
	const items = [...files.map((entry): PlanItem => ({ entry })), ...replaced];
	const onTheWay = added.filter(
		({ type, path }) => type === 'directory' && items.some(({ entry }) => entry.path.startsWith(`${path}/`)),
	);
	return transferPlanOf({
		items: [...onTheWay.map((entry): PlanItem => ({ entry })), ...items].toSorted((a, b) =>
			a.entry.path < b.entry.path ? -1 : 1,
		),
		same,
		special,
		blocked: blocked.map((entry) => {
			const existing = here.get(entry.path);
			return { entry, ...(existing && { existing }) };
		}),
	});
}

/** The paths of all folders that some entries are in. */
export function foldersAbove(entries: readonly TreeEntry[]): ReadonlySet<string> {
	const above = new Set<string>();
	for (const { path } of entries) {
		for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
			if (above.has(path.slice(0, slash))) break;
			above.add(path.slice(0, slash));
		}
	}
	return above;
}
