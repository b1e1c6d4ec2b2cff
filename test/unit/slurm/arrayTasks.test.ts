import assert from 'node:assert/strict';
import { holdsTask } from '../../../src/slurm/arrayTasks.ts';

describe('The tasks that an array lists', () => {
	it('are ranges, with steps, and single ones', () => {
		const held = [...Array(25).keys()].filter((task) => holdsTask('0-2,5,10-20:5', task));
		assert.deepEqual(held, [0, 1, 2, 5, 10, 15, 20]);
	});

	it('may be any where Slurm shortens the list', () => assert.ok(holdsTask('1,3,...', 99)));

	it('are none of a text that is no list', () => assert.ok(!holdsTask('x-y', 1)));
});
