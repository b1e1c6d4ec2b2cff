import type { PlanItem, TransferPlan } from '../transfer/transferPlan.ts';
import { transferPlanOf } from '../transfer/transferPlan.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { fateOf, isAsKnownHere, isAsKnownThere, secondsOf } from './sides.ts';
import type { KnownEntry, PendingEntry, SyncMemory } from './syncMemory.ts';
import type { WorkspaceTree } from './workspaceTree.ts';

/** Both sides, and what was remembered of them. */
export interface Sides {
	readonly here: WorkspaceTree;
	readonly there: ReadonlyMap<string, TreeEntry>;
	readonly memory: SyncMemory;
	/** False on Windows, whose permission bits mean nothing to others. */
	readonly knowsModes: boolean;
}

/** Something over there that is not what was sent from here last. */
export interface Overwrite extends Required<PlanItem> {
	/** `changed` there since the last sync, or `stranger`: it never came from here. */
	readonly why: 'changed' | 'stranger';
	/** Its own time is later than that of the file here. */
	readonly isNewer: boolean;
}

/** What a sync will do, before it does anything. */
export interface SyncPlan {
	readonly sides: Sides;
	/** What goes without a word: what is not there yet, and what only this side changed. */
	readonly transfer: TransferPlan;
	/** What goes only with the person's word, because something over there would be lost. */
	readonly overwrites: readonly Overwrite[];
	/** Of `overwrites` those that may be alike: only a look into both can tell. */
	readonly unsure: readonly Required<PlanItem>[];
	/** What is gone here, came from here, and is over there as it was sent; folders after what is in them. */
	readonly deletions: readonly TreeEntry[];
	/** Files that are alike but for the permission bits, which changed here. */
	readonly modes: readonly TreeEntry[];
	/** What both sides have alike. */
	readonly same: readonly Required<PlanItem>[];
}

/** What the person said: paths of `overwrites` and of `deletions`. */
export interface SyncDecision {
	readonly overwrite: ReadonlySet<string>;
	readonly delete: ReadonlySet<string>;
}

/** @param alike paths whose content was compared, and found to be the same */
export function planSyncUp(sides: Sides, alike: ReadonlySet<string>): SyncPlan {
	const pairs = pairsOf(sides);
	const isAlike = ({ here, fate }: Pair) => fate === 'same' || (fate === 'look' && alike.has(here.path));
	const same = pairs.filter(isAlike).map(itemOf);
	const asked = pairs
		.filter((pair) => !isAlike(pair) && (pair.fate === 'ask' || pair.fate === 'look'))
		.toSorted((a, b) => (a.here.path < b.here.path ? -1 : 1));
	const moved = pairs.filter(({ fate }) => fate === 'move').map(itemOf);
	return {
		sides,
		transfer: transferOf(sides, moved, same.length),
		overwrites: asked.map((pair) => ({
			...itemOf(pair),
			why: sides.memory.entries.has(pair.here.path) ? 'changed' : 'stranger',
			isNewer: pair.there.modified - pair.here.modified >= 1000,
		})),
		unsure: asked.filter(({ fate }) => fate === 'look').map(itemOf),
		deletions: deletionsOf(sides),
		modes: sides.knowsModes ? same.filter((item) => hasOtherMode(sides, item)).map(({ entry }) => entry) : [],
		same,
	};
}

/** What is moved after the person's word; what is deleted makes room for what has its name. */
export function settledTransfer(plan: SyncPlan, decision: SyncDecision): TransferPlan {
	const { sides, same } = plan;
	const deleted = new Set(plan.deletions.map(({ path }) => path).filter((path) => decision.delete.has(path)));
	const chosen = plan.overwrites.filter(({ entry }) => decision.overwrite.has(entry.path));
	if (deleted.size === 0 && chosen.length === 0) return plan.transfer;
	const there = new Map([...sides.there].filter(([path]) => !deleted.has(path)));
	const items = [...plan.transfer.files, ...plan.transfer.links, ...chosen];
	const replaced = items.flatMap((item) => (item.existing ? [item as Required<PlanItem>] : []));
	return transferOf({ ...sides, there }, replaced, same.length);
}

interface Pair {
	readonly here: TreeEntry;
	readonly there: TreeEntry;
	readonly fate: ReturnType<typeof fateOf>;
}

const itemOf = ({ here, there }: Pair): Required<PlanItem> => ({ entry: here, existing: there });

/** What is no folder and on both sides. */
function pairsOf({ here, there, memory: { entries, pending } }: Sides): readonly Pair[] {
	return here.entries.flatMap((entry): readonly Pair[] => {
		const existing = there.get(entry.path);
		if (!existing || !isMovable(entry) || existing.type === 'directory') return [];
		if (!isReached(entry.path, there)) return [];
		const known = entries.get(entry.path);
		const isKnown = { source: isAsKnownHere(entry, known), target: isAsKnownThere(existing, known) };
		const fate = fateOf(entry, existing, isKnown);
		const isOurs = fate !== 'same' && isOnTheWay(existing, pending.get(entry.path));
		return [{ here: entry, there: existing, fate: isOurs ? 'move' : fate }];
	});
}

/** True for what a sync that did not end left there. */
function isOnTheWay(existing: TreeEntry, pending: PendingEntry | undefined): boolean {
	if (!pending || existing.type !== 'file') return false;
	const isWhole = existing.size === pending.size && secondsOf(existing.modified) === pending.there;
	return isWhole || (pending.mayBeHalf && existing.size <= pending.size);
}

function transferOf(
	{ here, there, knowsModes }: Sides,
	replaced: readonly Required<PlanItem>[],
	same: number,
): TransferPlan {
	const blocked: PlanItem[] = [];
	const added: PlanItem[] = [];
	for (const entry of here.entries) {
		if (entry.type === 'other') continue;
		const existing = there.get(entry.path);
		if (!existing) {
			if (isReached(entry.path, there)) added.push({ entry });
		} else if ((entry.type === 'directory') !== (existing.type === 'directory')) {
			blocked.push({ entry, existing });
		}
	}
	const items = [...added, ...replaced].map((item) =>
		knowsModes || !item.existing ? item : { ...item, entry: { ...item.entry, mode: item.existing.mode } },
	);
	return transferPlanOf({
		items: items.toSorted((a, b) => (a.entry.path < b.entry.path ? -1 : 1)),
		same,
		special: here.entries.filter(({ type }) => type === 'other'),
		blocked,
	});
}

const isMovable = ({ type }: TreeEntry) => type === 'file' || type === 'link';

/** False below something over there that is no folder, such as a link: what is done there would be done elsewhere. */
function isReached(path: string, there: ReadonlyMap<string, TreeEntry>): boolean {
	for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
		const above = there.get(path.slice(0, slash));
		if (above && above.type !== 'directory') return false;
	}
	return true;
}

function deletionsOf({ here, there, memory: { entries } }: Sides): readonly TreeEntry[] {
	const local = new Map(here.entries.map((entry) => [entry.path, entry]));
	const unread = here.unread.map(({ path }) => path);
	const isGoneHere = (path: string, known: KnownEntry) => {
		const entry = local.get(path);
		if (entry) return (entry.type === 'directory') !== (known.type === 'directory');
		if (unread.some((above) => above === path || path.startsWith(`${above}/`))) return false;
		return !here.ignores(path, known.type === 'directory');
	};
	const gone = [...entries]
		.filter(([path, known]) => known.from === 'here' && isGoneHere(path, known))
		.flatMap(([path, known]) => {
			const existing = there.get(path);
			return existing && isAsKnownThere(existing, known) && isReached(path, there) ? [existing] : [];
		});
	if (gone.length === 0) return [];
	const files = gone.filter(({ type }) => type !== 'directory');
	// What stays in a folder keeps it, and the folders above it.
	const deleted = new Set(gone.map(({ path }) => path));
	const kept = new Set<string>();
	const keepAbove = (path: string) => {
		for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
			kept.add(path.slice(0, slash));
	};
	for (const path of there.keys()) if (!deleted.has(path)) keepAbove(path);
	const folders = gone.filter(({ path, type }) => type === 'directory' && !kept.has(path));
	return [
		...files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
		...folders.toSorted((a, b) => (a.path > b.path ? -1 : 1)),
	];
}

const ANY_EXECUTE = 0o111;

/** Other permission bits than there, and it was this side that changed them. */
function hasOtherMode({ memory }: Sides, { entry, existing }: Required<PlanItem>): boolean {
	if (entry.type !== 'file' || entry.mode === existing.mode) return false;
	const known = memory.entries.get(entry.path);
	// Where nobody knows who changed what, only whether it can be run counts: the rest is the site's umask.
	return known
		? known.mode !== entry.mode
		: ((entry.mode & ANY_EXECUTE) === 0) !== ((existing.mode & ANY_EXECUTE) === 0);
}
