import { isSame, type TreeEntry } from './tree.ts';

/** Up to this size files go as one stream: beyond it a few round trips for each are nothing. */
export const SMALL_BYTES = 1024 * 1024;

export const isSmall = ({ entry }: PlanItem) => entry.size <= SMALL_BYTES;

/** True for a folder that is more or less open than folders are: nobody may look into a private one even before all is there. */
export const hasOwnRights = ({ mode }: TreeEntry) => (mode & 0o777) !== 0o755;

export const bytesIn = (items: readonly PlanItem[]) => items.reduce((sum, { entry }) => sum + entry.size, 0);

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
	/** The most that the target holds at a time more than now: what is replaced goes when its successor is whole. */
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
	const links = moved.filter(({ entry }) => entry.type === 'link');
	return {
		directories: created.map(({ entry }) => entry).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
		known: folders.filter(({ existing }) => existing).map(({ entry }) => entry),
		files,
		links,
		newer: moved.filter(
			({ entry, existing }) => existing !== undefined && existing.modified - entry.modified >= 1000,
		),
		same: rest.length - moved.length,
		special,
		blocked,
		...needs(created.length, files, links),
		bytes: bytesIn(files),
	};
}

/** The plan without some of its items. */
export function planWithout(plan: TransferPlan, items: readonly PlanItem[]): TransferPlan {
	const gone = new Set(items);
	const without = (some: readonly PlanItem[]) => some.filter((item) => !gone.has(item));
	const [files, links] = [without(plan.files), without(plan.links)];
	return {
		...plan,
		...{ files, links, newer: without(plan.newer) },
		...needs(plan.directories.length, files, links),
		bytes: bytesIn(files),
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
	const links = items.filter(({ entry }) => entry.type === 'link');
	return {
		...left,
		directories,
		known: [],
		files,
		links,
		newer: [],
		...needs(directories.length, files, links),
		bytes: bytesIn(files),
	};
}

/** Small files and links stand beside their places until all are there; large ones come one after the other. */
function needs(folders: number, files: readonly PlanItem[], links: readonly PlanItem[]) {
	const small = files.filter(isSmall);
	const large = files.filter((item) => !isSmall(item));
	const replaced = (items: readonly PlanItem[]) =>
		items.reduce((sum, { existing }) => sum + (existing?.size ?? 0), 0);
	let bytes = bytesIn(small);
	let bytesNeeded = bytes;
	bytes -= replaced([...small, ...links]);
	for (const item of large) {
		bytes += item.entry.size;
		bytesNeeded = Math.max(bytesNeeded, bytes);
		bytes -= replaced([item]);
	}
	const added = large.filter(({ existing }) => !existing).length;
	const inodesNeeded = folders + small.length + links.length + added + (added < large.length ? 1 : 0);
	return { bytesNeeded, inodesNeeded };
}
