import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterSync } from '../../../../src/storage/sync/rememberSync.ts';
import type { KnownEntry, SyncMemory } from '../../../../src/storage/sync/syncMemory.ts';
import {
	planSyncUp,
	type Sides,
	type SyncDecision,
	type SyncPlan,
	settledTransfer,
} from '../../../../src/storage/sync/syncPlan.ts';
import type { TreeEntry } from '../../../../src/storage/transfer/tree.ts';

/** A tree by path, which has in it what is in a file: how long, and when it was written. */
type Model = ReadonlyMap<string, TreeEntry>;

const NO_MEMORY: SyncMemory = { entries: new Map(), pending: new Map() };

const PATHS = ['a', 'b', 'd', 'd/x', 'd/y', 'd/e', 'd/e/z'];

/** Any tree of few paths, so that both sides often have the same ones. */
const tree: fc.Arbitrary<Model> = fc
	.tuple(
		...PATHS.map((path) =>
			fc.record({
				type: fc.constantFrom('none', 'file', 'file', 'directory', 'link'),
				size: fc.integer({ min: 0, max: 2 }),
				seconds: fc.integer({ min: 0, max: 3 }),
				mode: fc.constantFrom(0o644, 0o755),
				path: fc.constant(path),
			}),
		),
	)
	.map((facts) => {
		const found = new Map<string, TreeEntry>();
		for (const { type, size, seconds, mode, path } of facts) {
			const parent = path.includes('/') ? path.replace(/\/[^/]*$/, '') : undefined;
			if (type === 'none' || (parent && found.get(parent)?.type !== 'directory')) continue;
			const modified = 1_000_000 + seconds * 10_000;
			if (type === 'file') found.set(path, { path, type, size, modified, mode });
			else if (type === 'directory') found.set(path, { path, type, size: 0, modified: 0, mode: 0o755 });
			else found.set(path, { path, type: 'link', size: 0, modified: 0, mode: 0o777, target: `${size}` });
		}
		return found;
	});

function sidesOf(here: Model, there: Model, memory: SyncMemory, ignored: readonly string[] = []): Sides {
	const isIgnored = (path: string) => ignored.some((top) => path === top || path.startsWith(`${top}/`));
	return {
		here: {
			entries: [...here.values()].filter(({ path }) => !isIgnored(path)),
			unread: [],
			ignores: isIgnored,
		},
		...{ there, memory, knowsModes: true },
	};
}

const everything = (plan: SyncPlan): SyncDecision => ({
	overwrite: new Set(plan.overwrites.map(({ entry }) => entry.path)),
	delete: new Set(plan.deletions.map(({ path }) => path)),
});
const NOTHING: SyncDecision = { overwrite: new Set(), delete: new Set() };

/** What is there after the plan was done, and what is remembered. */
function done(
	plan: SyncPlan,
	decision: SyncDecision,
): { readonly there: Model; readonly memory: SyncMemory } {
	const sent = settledTransfer(plan, decision);
	const there = new Map(plan.sides.there);
	for (const { path } of plan.deletions) if (decision.delete.has(path)) there.delete(path);
	for (const entry of sent.directories) there.set(entry.path, entry);
	for (const { entry } of [...sent.files, ...sent.links]) {
		const parent = entry.path.replace(/(^|\/)[^/]*$/, '');
		assert.ok(
			parent === '' || there.get(parent)?.type === 'directory',
			`${entry.path} has a folder to go to`,
		);
		assert.notEqual(there.get(entry.path)?.type, 'directory', `${entry.path} replaces no folder`);
		there.set(entry.path, { ...entry, modified: Math.floor(entry.modified / 1000) * 1000 });
	}
	for (const { path, mode } of plan.modes) there.set(path, { ...(there.get(path) as TreeEntry), mode });
	return { there, memory: afterSync(plan, decision, sent, [], there) };
}

/** Sends one tree over another, and then lets both change as they like. */
const scene = fc.record({
	before: tree,
	beforeThere: tree,
	here: tree,
	there: tree,
	keepThere: fc.boolean(),
});

function afterOneSync({
	before,
	beforeThere,
	there,
	keepThere,
}: {
	before: Model;
	beforeThere: Model;
	there: Model;
	keepThere: boolean;
}) {
	const plan = planSyncUp(sidesOf(before, beforeThere, NO_MEMORY), new Set());
	const first = done(plan, everything(plan));
	return { memory: first.memory, there: keepThere ? first.there : there };
}

describe('The plan of a sync', () => {
	it('is empty after it was done', () => {
		fc.assert(
			fc.property(scene, (drawn) => {
				const { memory, there } = afterOneSync(drawn);
				const plan = planSyncUp(sidesOf(drawn.here, there, memory), new Set());
				const next = done(plan, everything(plan));
				const again = planSyncUp(sidesOf(drawn.here, next.there, next.memory), new Set());
				assert.deepEqual(
					[again.transfer.files, again.transfer.links, again.overwrites, again.modes],
					[[], [], [], []],
				);
				assert.deepEqual([again.transfer.directories, again.deletions], [[], []]);
			}),
			{ numRuns: 300 },
		);
	});

	it('deletes nothing that was not sent, or that is not as it was sent', () => {
		fc.assert(
			fc.property(scene, (drawn) => {
				const { memory, there } = afterOneSync(drawn);
				const { deletions } = planSyncUp(sidesOf(drawn.here, there, memory), new Set());
				for (const { path, type, size, modified } of deletions) {
					const known = memory.entries.get(path);
					assert.equal(known?.from, 'here');
					if (type === 'file') assert.deepEqual([known?.size, known?.there], [size, modified / 1000]);
					const isStillHere = drawn.here.get(path);
					assert.ok(!isStillHere || (isStillHere.type === 'directory') !== (type === 'directory'));
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('loses nothing without the person: what others made or changed is there afterwards', () => {
		fc.assert(
			fc.property(scene, (drawn) => {
				const { memory, there } = afterOneSync(drawn);
				const plan = planSyncUp(sidesOf(drawn.here, there, memory), new Set());
				const next = done(plan, NOTHING);
				for (const [path, entry] of there) {
					const now = next.there.get(path);
					assert.ok(now, `${path} is still there`);
					const isOurs = memory.entries.has(path) && isAsSent(entry, memory.entries.get(path));
					if (!isOurs && entry.type === 'file' && now.type === 'file')
						assert.deepEqual([now.size, now.modified], [entry.size, entry.modified]);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('deletes nothing that is ignored now', () => {
		fc.assert(
			fc.property(scene, fc.subarray(['a', 'd', 'd/e']), (drawn, ignored) => {
				const { memory, there } = afterOneSync({ ...drawn, keepThere: true });
				const { deletions } = planSyncUp(sidesOf(drawn.here, there, memory, ignored), new Set());
				for (const { path } of deletions)
					assert.ok(!ignored.some((top) => path === top || path.startsWith(`${top}/`)), path);
			}),
		);
	});

	it('deletes nothing of a folder that could not be read', () => {
		const file = (path: string): TreeEntry => ({ path, type: 'file', size: 1, modified: 5000, mode: 0o644 });
		const folder: TreeEntry = { path: 'd', type: 'directory', size: 0, modified: 0, mode: 0o755 };
		const both = new Map([folder, file('d/x'), file('a')].map((entry) => [entry.path, entry]));
		const { memory, there } = done(planSyncUp(sidesOf(both, new Map(), NO_MEMORY), new Set()), NOTHING);
		const sides = sidesOf(new Map([['d', folder]]), there, memory);
		const unread = [{ path: 'd', reason: 'EACCES' }];
		const plan = planSyncUp({ ...sides, here: { ...sides.here, unread } }, new Set());
		assert.deepEqual(
			plan.deletions.map(({ path }) => path),
			['a'],
		);
	});

	it('sees an edit of the same length in the same second', () => {
		const here = (modified: number) =>
			new Map([['a', { path: 'a', type: 'file' as const, size: 1, modified, mode: 0o644 }]]);
		const { memory, there } = done(
			planSyncUp(sidesOf(here(5_000), new Map(), NO_MEMORY), new Set()),
			NOTHING,
		);
		const plan = planSyncUp(sidesOf(here(5_001), there, memory), new Set());
		assert.deepEqual(
			plan.transfer.files.map(({ entry }) => entry.path),
			['a'],
		);
	});

	it('looks into files of one size only where nobody knows which side changed them', () => {
		const file = (modified: number): TreeEntry => ({
			path: 'a',
			type: 'file',
			size: 1,
			modified,
			mode: 0o644,
		});
		const alone = (entry: TreeEntry) => new Map([['a', entry]]);
		const sides = sidesOf(alone(file(5_000)), alone(file(9_000)), NO_MEMORY);
		assert.deepEqual(
			planSyncUp(sides, new Set()).unsure.map(({ entry }) => entry.path),
			['a'],
		);
		assert.equal(planSyncUp(sides, new Set()).overwrites[0]?.why, 'stranger');
		const same = planSyncUp(sides, new Set(['a']));
		assert.equal(same.overwrites.length, 0);
		const { memory, there } = done(same, NOTHING);
		assert.deepEqual(planSyncUp(sidesOf(alone(file(5_000)), there, memory), new Set()).unsure, []);
		assert.deepEqual(planSyncUp(sidesOf(alone(file(7_000)), there, memory), new Set()).unsure, []);
	});
});

function isAsSent(entry: TreeEntry, known: KnownEntry | undefined): boolean {
	if (entry.type !== 'file') return true;
	return entry.size === known?.size && entry.modified === known.there * 1000;
}
