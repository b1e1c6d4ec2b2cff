import assert from 'node:assert/strict';
import { type Budget, budgetLine } from '../../../src/allocation/budget.ts';
import { allocationCsv } from '../../../src/presenters/allocationCsv.ts';
import {
	allocationPage,
	type ClusterAllocation,
	type LineUse,
} from '../../../src/presenters/allocationPage.ts';
import { ProblemError } from '../../../src/problems/problem.ts';

const NOW = new Date(2026, 10, 25, 12);
const NO_LINKS = { support: undefined, budget: undefined, status: undefined };
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
const days = [24, 25].map((day) => ({ day: new Date(2026, 10, day), hours: day === 24 ? 20 : 10 }));
const use: LineUse = {
	days,
	counted: 'gres/gpu',
	countedDays: days,
	users: [
		{ name: 'ada', hours: 20 },
		{ name: 'bram', hours: 10 },
	],
	jobs: [{ name: 'train (7)', hours: 20 }],
};
const cluster = (facts: Partial<ClusterAllocation> = {}): ClusterAllocation => ({
	name: 'lumi',
	site: {
		...{ title: 'LUMI', verified: undefined, evidence: 'From its pages.', etiquette: 'Light work only.' },
		...{
			documentation: 'https://docs.example.org',
			links: { ...NO_LINKS, budget: 'https://money.example.org' },
		},
	},
	snapshot: {
		...{ kind: 'loaded', passedOver: [], budgets: [budget()], asOf: undefined, source: 'lumi-allocations' },
		at: new Date(NOW.getTime() - 60_000),
	},
	useOf: () => use,
	waitingFor: () => undefined,
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
		const [page] = allocationPage([cluster()], NOW).clusters;
		assert.equal(page?.site, 'LUMI (profile unverified)');
		assert.deepEqual(page.notes, ['Light work only.', 'Unverified. From its pages.']);
		assert.deepEqual(
			page.links.map(({ address }) => address),
			['https://money.example.org', 'https://docs.example.org'],
		);
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

	it('counts in hours of Slurm who used it where only the sum is known in the unit of the site', () => {
		const lines = [budgetLine({ resource: 'gpu', unit: 'SBU', granted: 9, used: 1, limitedBy: 'p1' })];
		const snapshot = { ...cluster().snapshot, budgets: [budget({ lines })] } as ClusterAllocation['snapshot'];
		const first = { ...use, days: [] };
		const [line] =
			allocationPage([cluster({ snapshot, useOf: () => first })], NOW).clusters[0]?.accounts[0]?.lines ?? [];
		assert.match(line?.chart?.caption ?? '', /GPU-h$/);
		assert.equal(line?.rankings[0]?.bars[0]?.text, '20 GPU-h');
		assert.equal(line.forecast, '');
	});

	it('has what an account without a limit used, and no share of nothing', () => {
		const free = budget({ lines: [], usedHours: new Map([['gres/gpu', 30]]) });
		const snapshot = { ...cluster().snapshot, budgets: [free] } as ClusterAllocation['snapshot'];
		const [account] = allocationPage([cluster({ snapshot })], NOW).clusters[0]?.accounts ?? [];
		const [line] = account?.lines ?? [];
		assert.deepEqual(
			[line?.title, line?.state, line?.summary, line?.usedShare, line?.chart?.bars.length],
			['GPU-h', 'no limit', '30 GPU-h used', undefined, 2],
		);
	});

	it('has what a tool printed that was not understood, to look at', () => {
		const error = new ProblemError({
			kind: 'outputNotUnderstood',
			command: 'saldo -b',
			detail: 'saldo moved',
		});
		const snapshot = { ...cluster().snapshot, kind: 'stale', error } as ClusterAllocation['snapshot'];
		const [page] = allocationPage([cluster({ snapshot })], NOW).clusters;
		assert.deepEqual(
			page?.troubles.map(({ raw }) => raw),
			['', 'saldo moved'],
		);
		assert.match(page?.troubles[1]?.text ?? '', /saldo -b/);
	});

	it('tells what the waiting jobs of the person will use at most', () => {
		const [line] =
			allocationPage([cluster({ waitingFor: () => 12 })], NOW).clusters[0]?.accounts[0]?.lines ?? [];
		assert.deepEqual(
			line?.facts.find(([name]) => name === 'At most by your waiting jobs'),
			['At most by your waiting jobs', '12 GPU-h'],
		);
	});

	it('is a page of its own words when nothing is connected', () => {
		assert.match(allocationPage([], NOW).empty, /No cluster is connected/);
	});
});

describe('The export of the allocation', () => {
	it('has the share where a site tells only that, and what an account without a limit used', () => {
		const lines = [
			budgetLine({
				...{ resource: 'gpu', unit: 'SBU', usedShare: 0.7 },
				limitedBy: 'p1',
				period: { kind: 'month' },
			}),
		];
		const free = budget({ account: 'p2', lines: [], usedHours: new Map([['gres/gpu', 30]]) });
		const budgets = [budget({ lines }), free];
		const snapshot = { ...cluster().snapshot, budgets } as ClusterAllocation['snapshot'];
		const [, share, used] = allocationCsv([cluster({ snapshot, useOf: () => undefined })], NOW).split('\r\n');
		assert.match(share ?? '', /^lumi,p1,gpu,SBU,,,,,fine,70,month,p1,/);
		assert.match(used ?? '', /^lumi,p2,gres\/gpu,GPU-h,,30,,,unknown,,total,,/);
	});

	it('has a row for each budget and for each day, and cells that no spreadsheet runs', () => {
		const snapshot = {
			...cluster().snapshot,
			budgets: [budget({ account: '=1+1,"x"' })],
		} as ClusterAllocation['snapshot'];
		const rows = allocationCsv([cluster({ snapshot })], NOW).split('\r\n');
		assert.match(rows[0] ?? '', /^cluster,account,resource,unit,granted,used,committed,remaining,state,/);
		assert.match(rows[1] ?? '', /^lumi,"'=1\+1,""x""",gpu,GPU-h,1000,400,,600,fine,40,total,p1,,/);
		assert.match(rows[2] ?? '', /,2026-11-24,20$/);
		assert.equal(rows.length, 5);
		const cells = (row: string) => row.replace(/"(?:[^"]|"")*"/g, 'x').split(',').length;
		assert.deepEqual([...new Set(rows.slice(0, 4).map(cells))], [18]);
	});
});
