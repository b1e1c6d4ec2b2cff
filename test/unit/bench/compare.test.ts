import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compare, median } from '../../bench/support/compare.ts';

describe('Comparing two ways', () => {
	it('takes turns, and undoes each before the next', async () => {
		const seen: string[] = [];
		const doing = (what: string) => async () => {
			seen.push(what);
			return () => void seen.push(`undo ${what}`);
		};
		const { rounds } = await compare(doing('ours'), doing('theirs'));
		assert.deepEqual(
			seen,
			Array.from({ length: rounds }, () => ['ours', 'undo ours', 'theirs', 'undo theirs']).flat(),
		);
	});

	it('has a median with as many values below as above', () => {
		const some = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
		fc.assert(
			fc.property(some, (values) => {
				const middle = median(values);
				const below = values.filter((value) => value < middle).length;
				const above = values.filter((value) => value > middle).length;
				assert.ok(below <= values.length / 2 && above <= values.length / 2);
			}),
		);
		assert.equal(median([5, 1, 3]), 3);
		assert.equal(median([4, 1, 3, 2]), 2.5);
		assert.ok(Number.isNaN(median([])));
	});
});
