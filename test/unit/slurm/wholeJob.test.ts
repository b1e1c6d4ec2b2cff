import assert from 'node:assert/strict';
import fc from 'fast-check';
import { holdsNode } from '../../../src/slurm/nodeList.ts';
import { countTasks } from '../../../src/slurm/taskList.ts';
import { findJob, steadyId } from '../../../src/slurm/wholeJob.ts';
import { aJob } from '../../support/aJob.ts';

const part = (id: string, tasks: string, state = 'RUNNING') =>
	aJob({ id, recordId: '9', state, array: { id: '4821', tasks, throttle: undefined } });

describe('A job by its id', () => {
	const jobs = [
		part('4821_[5-9]', '5-9', 'PENDING'),
		part('4821_3', '3'),
		part('4821_[4]', '4', 'PENDING'),
		aJob({ id: '63+1', recordId: '64', state: 'PENDING', het: { id: '63', offset: 1 } }),
		aJob({ id: '63+0', recordId: '63', het: { id: '63', offset: 0 } }),
		aJob({ id: '7' }),
	];

	for (const [id, found] of [
		['7', '7'],
		['4821_3', '4821_3'],
		['4821_waiting', '4821_[5-9]'],
		['4821_4', '4821_[4]'],
		['63+1', '63+1'],
		['8', undefined],
	] as const) {
		it(`is for ${id} the record ${found ?? 'of none'}`, () => assert.equal(findJob(jobs, id)?.id, found));
	}

	it('is for an array all of it, told by the task that runs', () => {
		assert.deepEqual(
			[findJob(jobs, '4821')?.id, findJob(jobs, '4821')?.recordId, findJob(jobs, '4821')?.state],
			['4821', '4821', 'RUNNING'],
		);
	});

	it('is for a heterogeneous job all of it', () => {
		assert.deepEqual([findJob(jobs, '63')?.id, findJob(jobs, '63')?.state], ['63', 'RUNNING']);
	});

	it('has a name that stays while tasks start', () => {
		assert.equal(steadyId(part('4821_[5-9]', '5-9')), steadyId(part('4821_[6-9%2]', '6-9')));
		assert.equal(steadyId(part('4821_[5]', '5')), steadyId(part('4821_5', '5')));
	});
});

describe('A list of tasks', () => {
	for (const [tasks, count] of [
		['5', 1],
		['5-9', 5],
		['5-9,12', 6],
		['0-8:2', 5],
		['', 0],
		['4,9-10,...', 3],
	] as const) {
		it(`"${tasks}" counts ${count}`, () => assert.equal(countTasks(tasks), count));
	}

	it('counts as many as it names', () => {
		const ranges = fc.array(fc.tuple(fc.nat(1000), fc.nat(50)), { minLength: 1 });
		fc.assert(
			fc.property(ranges, (all) => {
				const text = all.map(([first, more]) => (more ? `${first}-${first + more}` : String(first))).join();
				assert.equal(
					countTasks(text),
					all.reduce((sum, [, more]) => sum + more + 1, 0),
				);
			}),
		);
	});
});

describe('A list of nodes', () => {
	for (const [list, node, holds] of [
		['gcn[1-4]', 'gcn3', true],
		['gcn[1-4]', 'gcn5', false],
		['gcn[1-4]', 'gcn03', false],
		['gcn[07-12]', 'gcn08', true],
		['gcn[07-12]', 'gcn8', false],
		['gcn[0-12]', 'gcn10', true],
		['tcn1,gcn[2,4]', 'gcn4', true],
		['tcn1,gcn[2,4]', 'tcn1', true],
		['r1n[1-2]-ib', 'r1n2-ib', true],
		['', 'gcn1', false],
	] as const) {
		it(`"${list}" ${holds ? 'holds' : 'does not hold'} ${node}`, () => {
			assert.equal(holdsNode(list, node), holds);
		});
	}
});
