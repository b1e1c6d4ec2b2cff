import assert from 'node:assert/strict';
import { budgetLine, byTightness, remainingOf, tightestLine } from '../../../src/allocation/budget.ts';
import { budgetsFromShares } from '../../../src/allocation/slurm/budgetsFromShares.ts';
import { listShares } from '../../../src/allocation/slurm/sshare.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const facts = (defaultAccount: string | undefined) => ({ user: 'ada', defaultAccount, decays: false });

describe('Budgets from sshare', () => {
	for (const version of SLURM_VERSIONS) {
		it(`are the account's limits, use and commitment, from Slurm ${version}`, () => {
			const [budget, ...others] = budgetsFromShares(listShares.parse(recorded(version)), facts('nlaif001'));
			assert.equal(others.length, 0);
			assert.equal(budget?.account, 'nlaif001');
			assert.equal(budget.isDefault, true);
			const gpu = budget.lines.find(({ resource }) => resource === 'gres/gpu');
			assert.equal(gpu?.granted, 100);
			assert.ok((gpu.used ?? 0) > 0 && (gpu.committed ?? 0) > 0);
			assert.equal(budget.lines.find(({ resource }) => resource === 'billing')?.granted, 10_000);
		});
	}

	it('take the limit that leaves least, wherever above the user it sits', () => {
		const rows = listShares.parse(
			[
				'root|||cpu=0|cpu=0',
				' nl||gres/gpu=1000|cpu=0|gres/gpu=950',
				'  aif001||gres/gpu=600|gres/gpu=20|gres/gpu=100',
				'   aif001|ada||cpu=0|gres/gpu=40',
			].join('\n'),
		);
		const [budget] = budgetsFromShares(rows, facts(undefined));
		const line = budget && tightestLine(budget, NOW);
		assert.equal(line?.limitedBy, 'nl');
		assert.equal(line && Math.round((remainingOf(line) ?? 0) * 60), 50);
	});

	it('belong to the user alone, in every account where the user has a row', () => {
		const rows = listShares.parse(
			[
				'root||||',
				' a||||cpu=5',
				'  a|ada|||cpu=1',
				'  a|bram|||cpu=4',
				' b||cpu=60||cpu=9',
				'  b|ada|||',
			].join('\n'),
		);
		assert.deepEqual(
			budgetsFromShares(rows, facts('b')).map(({ account, isDefault, lines }) => [
				account,
				isDefault,
				lines.length,
			]),
			[
				['a', false, 0],
				['b', true, 1],
			],
		);
	});

	it('refuse a line that is no row of sshare', () => {
		assert.throws(() => listShares.parse('sshare: something else'), { name: 'ProblemError' });
	});
});

/** The recorded rows with our columns: the tree from one recording, limits and use of the account from the other. */
function recorded(version: string): string {
	const rows = slurmFixture(version, 'sshare_account')
		.split('\n')
		.filter(Boolean)
		.map((line) => line.split('|'));
	return [
		'root||||',
		...rows.map((values) =>
			[0, 1, 8, 9, 10].map((column) => (column === 0 ? ` ${values[0]}` : values[column])).join('|'),
		),
	].join('\n');
}

describe('The line that is spoken of first', () => {
	const line = (resource: string, granted: number, used: number) =>
		budgetLine({ ...{ resource, unit: 'h', granted, used }, limitedBy: 'p' });

	it('is one of which something was granted, and which jobs use up', () => {
		const lines = [line('gpu', 0, 0), line('storage', 10, 9), line('cpu', 100, 60)];
		assert.deepEqual(
			byTightness(lines, NOW).map(({ resource }) => resource),
			['cpu', 'storage', 'gpu'],
		);
	});

	it('is the GPU time among near equals, wherever their shares lie, and the other where that is clearly less', () => {
		const first = (used: number) =>
			byTightness([line('cpu', 100, used), line('gpu', 100, 0)], NOW)[0]?.resource;
		assert.deepEqual([0, 0.001, 4, 4.9].map(first), ['gpu', 'gpu', 'gpu', 'gpu']);
		assert.deepEqual([6, 50].map(first), ['cpu', 'cpu']);
	});
});
