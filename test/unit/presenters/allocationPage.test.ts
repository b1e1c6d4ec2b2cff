import assert from 'node:assert/strict';
import { type Budget, budgetLine } from '../../../src/allocation/budget.ts';
import { allocationCsv } from '../../../src/presenters/allocationCsv.ts';
import {
	allocationPage,
	type ClusterAllocation,
	type LineUse,
} from '../../../src/presenters/allocationPage.ts';

const NOW = new Date(2026, 10, 25, 12);
const budget = (facts: Partial<Budget> = {}): Budget => ({
	...{ account: 'p1', isDefault: true, usedHours: new Map(), isOwnUseOnly: false },
	lines: [
		budgetLine({
			...{ resource: 'gpu', unit: 'GPU-h', granted: 1000, used: 400, limitedBy: 'p1' },
			end: new Date(2027, 3, 1),
		}),
	],
	...facts,
});
const use: LineUse = {
	days: [24, 25].map((day) => ({ day: new Date(2026, 10, day), hours: day === 24 ? 20 : 10 })),
	users: [
		{ name: 'ada', hours: 20 },
		{ name: 'bram', hours: 10 },
	],
	jobs: [{ name: 'train (7)', hours: 20 }],
};
const cluster = (facts: Partial<ClusterAllocation> = {}): ClusterAllocation => ({
	name: 'lumi',
	site: { title: 'LUMI', isVerified: false, evidence: 'From its pages.' },
	snapshot: {
		...{ kind: 'loaded', passedOver: [], budgets: [budget()], asOf: undefined, source: 'lumi-allocations' },
		at: new Date(NOW.getTime() - 60_000),
	},
	useOf: () => use,
	useError: undefined,
	...facts,
});

describe('The page of the allocation', () => {
	it('tells what is left, how fast it is used, how long it lasts, and who used it', () => {
		const [line] = allocationPage([cluster()], NOW).clusters[0]?.accounts[0]?.lines ?? [];
		assert.equal(line?.summary, '600 GPU-h of 1,000 left');
		assert.equal(line.state, 'fine');
		assert.deepEqual(
			line.facts.find(([name]) => name === 'Used a day of late'),
			['Used a day of late', '20 GPU-h'],
		);
		assert.match(line.forecast, /lasts until about .*; it ends on .*31/);
		assert.deepEqual(
			line.chart?.bars.map(({ text, share }) => [text, share]),
			[
				['20', 1],
				['10', 0.5],
			],
		);
		assert.deepEqual(
			line.rankings.map(({ caption, bars }) => [caption, bars.map(({ label, text }) => `${label} ${text}`)]),
			[
				['Used by', ['ada 20 GPU-h', 'bram 10 GPU-h']],
				['Jobs that used most', ['train (7) 20 GPU-h']],
			],
		);
	});

	it('says that a profile is unverified, and on what it rests', () => {
		assert.match(allocationPage([cluster()], NOW).clusters[0]?.site ?? '', /unverified: From its pages\./);
	});

	it('shows only a percentage where only that is known', () => {
		const lines = [budgetLine({ resource: 'gpu', unit: 'SBU', usedShare: 0.7, limitedBy: 'p1' })];
		const snapshot = { ...cluster().snapshot, budgets: [budget({ lines })] } as ClusterAllocation['snapshot'];
		const [line] =
			allocationPage([cluster({ snapshot, useOf: () => undefined })], NOW).clusters[0]?.accounts[0]?.lines ??
			[];
		assert.equal(line?.summary, '30 % left');
		assert.deepEqual(line.facts, []);
		assert.equal(line.chart, undefined);
	});

	it('is a page of its own words when nothing is connected', () => {
		assert.match(allocationPage([], NOW).empty, /No cluster is connected/);
	});
});

describe('The export of the allocation', () => {
	it('has a row for each budget and for each day, and cells that no spreadsheet runs', () => {
		const snapshot = {
			...cluster().snapshot,
			budgets: [budget({ account: '=1+1,"x"' })],
		} as ClusterAllocation['snapshot'];
		const rows = allocationCsv([cluster({ snapshot })], NOW).split('\r\n');
		assert.match(rows[0] ?? '', /^cluster,account,resource,unit,granted,used,committed,remaining,state,/);
		assert.match(rows[1] ?? '', /^lumi,"'=1\+1,""x""",gpu,GPU-h,1000,400,,600,fine,,/);
		assert.match(rows[2] ?? '', /,2026-11-24,20$/);
		assert.equal(rows.length, 5);
		const cells = (row: string) => row.replace(/"(?:[^"]|"")*"/g, 'x').split(',').length;
		assert.deepEqual([...new Set(rows.slice(0, 4).map(cells))], [15]);
	});
});
