import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatTaskList, parseTaskList } from '../../../src/slurm/taskList.ts';

describe('A list of array tasks', () => {
	for (const [text, tasks] of [
		['3', [3]],
		['3-5,9', [3, 4, 5, 9]],
		['9, 3-5', [3, 4, 5, 9]],
		['0-20:5', [0, 5, 10, 15, 20]],
		['1,1,1-2', [1, 2]],
	] as const) {
		it(`"${text}" is read`, () => assert.deepEqual(parseTaskList(text), tasks));
	}

	for (const text of ['', 'x', '5-3', '1-', '-1', '3;rm', '1-3,...', '0-9:0', '0-99999999', '1 2']) {
		it(`"${text}" is none`, () => assert.equal(parseTaskList(text), undefined));
	}

	it('reads back what it writes', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(300)), (tasks) => {
				const sorted = [...tasks].sort((a, b) => a - b);
				if (sorted.length > 0) assert.deepEqual(parseTaskList(formatTaskList(sorted)), sorted);
			}),
		);
	});
});
