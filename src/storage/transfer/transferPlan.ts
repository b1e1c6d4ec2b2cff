import { isSame, type TreeEntry } from './tree.ts';

/** What is to be moved, and what already stands in its place. */
export interface PlanItem {
	readonly entry: TreeEntry;
	readonly existing?: TreeEntry;
}

/** What a transfer will do, before it does anything. */
export interface TransferPlan {
	/** Folders that are not there yet, parents first. */
	readonly directories: readonly TreeEntry[];
	/** Folders of the source that are there already: only their times follow. */
	readonly known: readonly TreeEntry[];
	readonly files: readonly PlanItem[];
	readonly links: readonly PlanItem[];
	/** Those of `files` and `links` in whose place something newer stands. */
	readonly newer: readonly PlanItem[];
	/** How many are there already, unchanged. */
	readonly same: number;
	/** Devices, sockets and pipes. */
	readonly special: readonly TreeEntry[];
	/** Where a folder stands in a file's place, or the other way about: these cannot be moved. */
	readonly blocked: readonly PlanItem[];
	/** What the target needs more than it holds now. */
	readonly bytesNeeded: number;
	readonly inodesNeeded: number;
	/** What goes over the wire. */
	readonly bytes: number;
}

/** Compares two trees by path; what is only in the target stays. */
export function planTransfer(
	source: readonly TreeEntry[],
	target: ReadonlyMap<string, TreeEntry>,
): TransferPlan {
	const items = source.map((entry) => {
		const existing = target.get(entry.path);
		return { entry, ...(existing && { existing }) };
	});
	const special = source.filter(({ type }) => type === 'other');
	const movable = items.filter(({ entry }) => entry.type !== 'other');
	const isBlocked = ({ entry, existing }: PlanItem) =>
		existing !== undefined && (entry.type === 'directory') !== (existing.type === 'directory');
	const blocked = movable.filter(isBlocked);
	const below = blocked.map(({ entry }) => `${entry.path}/`);
	const open = movable.filter(
		(item) => !isBlocked(item) && !below.some((prefix) => item.entry.path.startsWith(prefix)),
	);
	const folders = open.filter(({ entry }) => entry.type === 'directory');
	const rest = open.filter(({ entry }) => entry.type !== 'directory');
	const moved = rest.filter(({ entry, existing }) => !existing || !isSame(entry, existing));
	const files = moved.filter(({ entry }) => entry.type === 'file');
	const created = folders.filter(({ existing }) => !existing);
	return {
		directories: created.map(({ entry }) => entry).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
		known: folders.filter(({ existing }) => existing).map(({ entry }) => entry),
		files,
		links: moved.filter(({ entry }) => entry.type === 'link'),
		newer: moved.filter(
			({ entry, existing }) => existing !== undefined && existing.modified - entry.modified >= 1000,
		),
		same: rest.length - moved.length,
		special,
		blocked,
		bytesNeeded: files.reduce((sum, { entry, existing }) => sum + entry.size - (existing?.size ?? 0), 0),
		inodesNeeded: created.length + moved.filter(({ existing }) => !existing).length,
		bytes: files.reduce((sum, { entry }) => sum + entry.size, 0),
	};
}

/** The plan without some of its items. */
export function planWithout(plan: TransferPlan, items: readonly PlanItem[]): TransferPlan {
	const left = new Set(items);
	const files = plan.files.filter((item) => !left.has(item));
	const bytesOf = (some: readonly PlanItem[]) => some.reduce((sum, { entry }) => sum + entry.size, 0);
	const neededOf = (some: readonly PlanItem[]) =>
		some.reduce((sum, { entry, existing }) => sum + entry.size - (existing?.size ?? 0), 0);
	return {
		...plan,
		files,
		links: plan.links.filter((item) => !left.has(item)),
		newer: plan.newer.filter((item) => !left.has(item)),
		same: plan.same,
		bytes: bytesOf(files),
		bytesNeeded: neededOf(files),
	};
}

/** A plan of items that were chosen elsewhere, each without something in its place or with what it is to replace. */
export function transferPlanOf({
	items,
	...left
}: {
	readonly items: readonly PlanItem[];
} & Pick<TransferPlan, 'same' | 'special' | 'blocked'>): TransferPlan {
	const directories = items.filter(({ entry }) => entry.type === 'directory').map(({ entry }) => entry);
	const files = items.filter(({ entry }) => entry.type === 'file');
	return {
		...left,
		directories,
		known: [],
		files,
		links: items.filter(({ entry }) => entry.type === 'link'),
		newer: [],
		bytesNeeded: files.reduce((sum, { entry, existing }) => sum + entry.size - (existing?.size ?? 0), 0),
		inodesNeeded: items.filter(({ existing }) => !existing).length,
		bytes: files.reduce((sum, { entry }) => sum + entry.size, 0),
	};
}
