import assert from 'node:assert/strict';
import { expandNodes } from '../../../src/slurm/expandNodes.ts';

describe("Slurm's list of nodes", () => {
	for (const [list, names] of [
		['', []],
		['gcn1', ['gcn1']],
		['gcn[1-3]', ['gcn1', 'gcn2', 'gcn3']],
		['gcn[07,09-11],tcn1', ['gcn07', 'gcn09', 'gcn10', 'gcn11', 'tcn1']],
		['r[1-2]n[1-2]-ib', ['r1n1-ib', 'r1n2-ib', 'r2n1-ib', 'r2n2-ib']],
	] as const) {
		it(`"${list}" is [${names.join(' ')}]`, () => assert.deepEqual(expandNodes(list), names));
	}

	it('of a whole machine is cut, not endless', () =>
		assert.equal(expandNodes('n[1-99999999]').length, 10_000));
});
