import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nodesInOrder } from '../../../src/session/loginNodes.ts';

describe('The login nodes of a cluster', () => {
	it('are tried from the one used last on', () => {
		assert.deepEqual(
			nodesInOrder(['a', 'b', 'c'], 'b', () => 0),
			['b', 'c', 'a'],
		);
	});

	it('are shared out where none was used', () => {
		const first = (luck: number) => nodesInOrder(['a', 'b', 'c'], undefined, () => luck)[0];
		assert.deepEqual([first(0), first(0.4), first(0.99), first(1)], ['a', 'b', 'c', 'c']);
	});

	it('are all tried, each once, whatever was noted', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.string(), { minLength: 1 }),
				fc.anything(),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(hosts, noted, luck) =>
					assert.deepEqual([...nodesInOrder(hosts, noted, () => luck)].sort(), [...hosts].sort()),
			),
		);
	});
});
