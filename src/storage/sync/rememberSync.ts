import type { TransferFailure } from '../transfer/progress.ts';
import type { PlanItem, TransferPlan } from '../transfer/transferPlan.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { secondsOf } from './sides.ts';
import type { KnownEntry, PendingEntry, SyncMemory } from './syncMemory.ts';
import type { SyncDecision, SyncPlan } from './syncPlan.ts';

/**
 * What is alike after a sync. The memory itself where nothing is to be added to it or taken from it.
 *
 * @param arrived what was seen over there afterwards, of what was sent
 */
export function afterSync(
	plan: SyncPlan,
	decision: SyncDecision,
	sent: TransferPlan,
	failures: readonly TransferFailure[],
	arrived: ReadonlyMap<string, TreeEntry>,
): SyncMemory {
	const { here, there, memory } = plan.sides;
	let changed: Map<string, KnownEntry> | undefined;
	const entries = () => {
		changed ??= new Map(memory.entries);
		return changed;
	};
	const set = (here: TreeEntry, there: TreeEntry, from: KnownEntry['from']) => {
		const before = memory.entries.get(here.path);
		if (!before || !isKnownAs(before, here, there)) entries().set(here.path, knownOf(here, there, from));
	};
	const fromOf = (path: string) => memory.entries.get(path)?.from;
	for (const { entry, existing } of plan.same)
		set(entry, existing, fromOf(entry.path) ?? (memory.pending.has(entry.path) ? 'here' : 'there'));
	const failed = new Set(failures.map(({ path }) => path));
	for (const { entry } of [...sent.files, ...sent.links]) {
		const found = arrived.get(entry.path);
		if (failed.has(entry.path) || !found) continue;
		set(entry, found, fromOf(entry.path) ?? 'here');
	}
	for (const entry of sent.directories) entries().set(entry.path, knownOf(entry, entry, 'here'));
	const present = new Map(here.entries.map((entry) => [entry.path, entry]));
	const asked = new Set(plan.deletions.map(({ path }) => path));
	for (const [path, { type }] of memory.entries) {
		const isDeleted = asked.has(path) && decision.delete.has(path);
		const isKept = asked.has(path) && !decision.delete.has(path);
		if (present.get(path)?.type === type && !isDeleted) continue;
		// Of what the person keeps there, and of what others changed or deleted, nothing more is asked.
		const isNotOurs = !present.has(path) && !there.has(path);
		if ((isDeleted && !present.has(path)) || isKept || isNotOurs) entries().delete(path);
	}
	const half = sent.files.filter(({ entry }) => failed.has(entry.path));
	const isSame = !changed && memory.pending.size === 0 && failures.length === 0;
	return isSame ? memory : { entries: entries(), pending: new Map(half.map(pendingOf)) };
}

export function pendingOf({ entry, existing }: PlanItem): readonly [string, PendingEntry] {
	const { path, size, modified } = entry;
	return [path, { size, there: secondsOf(modified), mayBeHalf: existing === undefined }];
}

export function knownOf(here: TreeEntry, there: TreeEntry, from: KnownEntry['from']): KnownEntry {
	const { type, size, modified, mode, target } = here;
	if (type === 'other') throw new TypeError('A device, socket or pipe is not synced.');
	const facts: KnownEntry = { type, size, here: modified, there: secondsOf(there.modified), mode, from };
	return target === undefined ? facts : { ...facts, target };
}

/** True where there is nothing to add. */
function isKnownAs(known: KnownEntry, here: TreeEntry, there: TreeEntry): boolean {
	return (
		known.type === here.type &&
		known.size === here.size &&
		known.here === here.modified &&
		known.there === secondsOf(there.modified) &&
		known.mode === here.mode &&
		known.target === here.target
	);
}
