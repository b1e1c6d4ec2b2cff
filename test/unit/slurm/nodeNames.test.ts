import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nodeNames } from '../../../src/slurm/nodeNames.ts';
import { countTasks } from '../../../src/slurm/taskList.ts';

describe("Slurm's compact lists", () => {
	for (const [list, names] of [
		['gcn[1-3,07],tcn1', 'gcn1 gcn2 gcn3 gcn07 tcn1'],
		['nid[008-011]', 'nid008 nid009 nid010 nid011'],
		['rack[1-2]node[1-2]', 'rack1node1 rack1node2 rack2node1 rack2node2'],
		['r[1-2]n[1-2]-ib', 'r1n1-ib r1n2-ib r2n1-ib r2n2-ib'],
		['login', 'login'],
		['', ''],
	] as const) {
		it(`spell "${list}" out`, () => assert.equal(nodeNames(list).join(' '), names));
	}

	it('of any ranges give each name once, in order', () => {
		fc.assert(
			fc.property(fc.nat(5000), fc.nat(200), (first, more) => {
				const names = nodeNames(`n[${first}-${first + more}]`);
				assert.equal(names.length, more + 1);
				assert.equal(names[0], `n${first}`);
				assert.equal(names.at(-1), `n${first + more}`);
			}),
		);
	});

	it('that are absurdly long end at some time', () => {
		assert.ok(nodeNames('n[0-999999999]').length <= 100_002);
		assert.ok(nodeNames('a[0-99999]b[0-99999]').length <= 200_002);
	});

	it('of tasks are counted', () => {
		assert.equal(countTasks('2-5,9,12%2'), 6);
		assert.equal(countTasks('0-8:4'), 3);
		assert.equal(countTasks('N/A'), 0);
	});
});
