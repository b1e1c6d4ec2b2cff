import assert from 'node:assert/strict';
import type { Row } from '../../../src/presenters/row.ts';
import { RowTree } from '../../../src/presenters/rowTree.ts';

const row = (id: string, label = id, children?: readonly Row[]): Row => ({
	id,
	label,
	description: '',
	icon: '',
	contextValue: '',
	spoken: label,
	...(children && { children }),
});

describe('A change of a view', () => {
	const before = new RowTree([row('a', 'a', [row('a1'), row('a2')]), row('b')]);

	for (const [change, rows, drawn] of [
		['nothing', [row('a', 'a', [row('a1'), row('a2')]), row('b')], []],
		['the words of one row', [row('a', 'a', [row('a1', 'new'), row('a2')]), row('b')], ['a1']],
		['a row that comes', [row('a', 'a', [row('a1'), row('a2'), row('a3')]), row('b')], ['a']],
		['a row that goes', [row('a', 'a', [row('a2')]), row('b')], ['a']],
		['two rows that change places', [row('a', 'a', [row('a2'), row('a1')]), row('b')], ['a']],
		['a row at the top', [row('b')], 'all'],
		['a row that gets children', [row('a', 'a', [row('a1'), row('a2')]), row('b', 'b', [row('b1')])], ['b']],
	] as const) {
		it(`draws no more than it must for ${change}`, () => {
			assert.deepEqual(new RowTree(rows).changesSince(before), drawn);
		});
	}

	it('can take a row that counts down, and then knows what changes after that', () => {
		const tree = new RowTree([row('a', 'in 3 s'), row('b')]);
		tree.replace(row('a', 'in 2 s'));
		assert.equal(tree.find('a')?.label, 'in 2 s');
		assert.deepEqual(new RowTree([row('a', 'in 2 s'), row('b')]).changesSince(tree), []);
		assert.deepEqual(new RowTree([row('a', 'in 1 s'), row('b')]).changesSince(tree), ['a']);
	});

	it('knows who holds a row', () => {
		assert.equal(before.parentOf('a2'), 'a');
		assert.equal(before.parentOf('a'), undefined);
		assert.equal(before.find('a2')?.label, 'a2');
	});
});
