import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Staging } from '../../../../src/storage/transfer/parts.ts';
import {
	planTransfer,
	planWithout,
	SMALL_BYTES,
	type TransferPlan,
} from '../../../../src/storage/transfer/transferPlan.ts';
import { isSame, type TreeEntry } from '../../../../src/storage/transfer/tree.ts';

const TYPES = ['file', 'directory', 'link', 'other'] as const;
const node = fc.record({
	type: fc.constantFrom(...TYPES),
	size: fc.constantFrom(0, 1, 5000, SMALL_BYTES, SMALL_BYTES + 1, 3 * SMALL_BYTES),
	modified: fc.constantFrom(0, 999, 1000, 1999, 2000, 3_000_000),
	mode: fc.constantFrom(0o644, 0o700),
	target: fc.constantFrom('a', 'b'),
});

/** Trees of few names, so that two of them have much in common. Only folders have something below them. */
const tree = fc
	.dictionary(fc.stringMatching(/^[abc](\/[abc]){0,2}$/), node, { maxKeys: 20 })
	.map((found): readonly TreeEntry[] => {
		const isFolder = (path: string): boolean =>
			path === '' || (found[path]?.type === 'directory' && isFolder(parentOf(path)));
		return Object.entries(found)
			.filter(([path]) => isFolder(parentOf(path)))
			.map(([path, { target, size, ...facts }]) => ({
				...{ path, ...facts },
				size: facts.type === 'file' ? size : 0,
				...(facts.type === 'link' && { target }),
			}));
	});

function parentOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

const byPath = (entries: readonly TreeEntry[]) => new Map(entries.map((entry) => [entry.path, entry]));
const pathsOf = ({ directories, known, files, links, special, blocked }: TransferPlan) => [
	...[...directories, ...known, ...special].map(({ path }) => path),
	...[...files, ...links, ...blocked].map(({ entry }) => entry.path),
];

/** What the target is after a plan. */
function carriedOut(plan: TransferPlan, target: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry> {
	const after = new Map(byPath(target));
	for (const entry of plan.directories) after.set(entry.path, entry);
	for (const { entry } of [...plan.files, ...plan.links]) after.set(entry.path, entry);
	return after;
}

describe('The plan of a transfer', () => {
	it('has each entry once, or it is there already, or below what is blocked', () => {
		fc.assert(
			fc.property(tree, tree, (source, target) => {
				const plan = planTransfer(source, byPath(target));
				const paths = pathsOf(plan);
				assert.equal(new Set(paths).size, paths.length);
				const blocked = plan.blocked.map(({ entry }) => `${entry.path}/`);
				const isBelow = ({ path }: TreeEntry) => blocked.some((prefix) => path.startsWith(prefix));
				const rest = source.filter((entry) => !paths.includes(entry.path) && !isBelow(entry));
				assert.equal(rest.length, plan.same);
			}),
		);
	});

	it('has nothing more to do when it was carried out', () => {
		fc.assert(
			fc.property(tree, tree, (source, target) => {
				const plan = planTransfer(source, byPath(target));
				const again = planTransfer(source, carriedOut(plan, target));
				assert.deepEqual([...again.files, ...again.links, ...again.directories], []);
				assert.deepEqual([again.bytes, again.bytesNeeded, again.inodesNeeded], [0, 0, 0]);
			}),
		);
	});

	it('makes folders before what is in them, and takes nothing away', () => {
		fc.assert(
			fc.property(tree, tree, (source, target) => {
				const plan = planTransfer(source, byPath(target));
				const there = byPath(target);
				const known = new Set(there.keys());
				for (const { path } of plan.directories) {
					assert.ok(parentOf(path) === '' || known.has(parentOf(path)), path);
					known.add(path);
				}
				for (const { path, type } of carriedOut(plan, target).values()) {
					const before = there.get(path);
					assert.ok(!before || (before.type === 'directory') === (type === 'directory'));
				}
			}),
		);
	});

	it('needs room for the most that stands there at a time', () => {
		fc.assert(
			fc.property(tree, tree, (source, target) => {
				const plan = planTransfer(source, byPath(target));
				const sizeOf = (entries: Iterable<TreeEntry>) =>
					[...entries].reduce((sum, { size }) => sum + size, 0);
				const after = carriedOut(plan, target);
				assert.ok(plan.bytesNeeded >= sizeOf(after.values()) - sizeOf(target));
				assert.ok(plan.inodesNeeded >= after.size - target.length);
				assert.ok(plan.bytesNeeded <= plan.bytes);
			}),
		);
	});

	it('asks for the room of both contents of a large file, and of all small ones together', () => {
		const file = (path: string, size: number, modified: number): TreeEntry => ({
			...{ path, type: 'file', size, modified, mode: 0o644 },
		});
		const large = 5 * SMALL_BYTES;
		const source = [file('a', large, 9000), file('b', large, 9000), file('c', 10, 9000), file('d', 10, 9000)];
		const target = [file('a', large, 0), file('b', large, 0), file('c', 10, 0), file('d', 10, 0)];
		const plan = planTransfer(source, byPath(target));
		assert.deepEqual([plan.bytesNeeded, plan.inodesNeeded], [large, 3]);
	});

	it('without some of its items is the plan of a source without them', () => {
		fc.assert(
			fc.property(tree, tree, (source, target) => {
				const plan = planTransfer(source, byPath(target));
				const less = planWithout(plan, plan.newer);
				const newer = new Set(plan.newer.map(({ entry }) => entry.path));
				const expected = planTransfer(
					source.filter(({ path }) => !newer.has(path)),
					byPath(target),
				);
				assert.deepEqual(less, { ...expected, same: plan.same });
				assert.deepEqual(planWithout(plan, []), plan);
			}),
		);
	});

	it('takes two files for the same by size and whole seconds alone', () => {
		const file: TreeEntry = { path: 'a', type: 'file', size: 2, modified: 5_900, mode: 0o644 };
		assert.ok(isSame(file, { ...file, modified: 5_000 }));
		assert.ok(!isSame(file, { ...file, modified: 6_000 }));
		assert.ok(!isSame(file, { ...file, size: 3 }));
	});
});

describe('Where an upload stands until it is whole', () => {
	it('is a place that no other has, from which the renames of the outermost lead to the path', () => {
		fc.assert(
			fc.property(tree, tree, (source, target) => {
				const plan = planTransfer(source, byPath(target));
				const staging = new Staging(plan);
				const paths = [...plan.directories, ...[...plan.files, ...plan.links].map(({ entry }) => entry)];
				const places = paths.map(({ path }) => staging.placeOf(path));
				assert.equal(new Set(places).size, places.length);
				const known = new Set(['', ...plan.known.map(({ path }) => path)]);
				for (const [index, { path }] of paths.entries()) {
					const place = places[index] ?? '';
					const top = staging.tops.filter(({ from }) => place === from || place.startsWith(`${from}/`));
					assert.equal(top.length, 1);
					assert.equal(place.replace(top[0]?.from ?? '', top[0]?.to ?? ''), path);
					// Renamed within a folder that is there.
					assert.equal(parentOf(top[0]?.from ?? ''), parentOf(top[0]?.to ?? ''));
					assert.ok(known.has(parentOf(top[0]?.to ?? '')));
				}
			}),
		);
	});
});
