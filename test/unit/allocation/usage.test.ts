import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Budget, budgetLine } from '../../../src/allocation/budget.ts';
import { type JobUse, listAccountUse } from '../../../src/allocation/usage/accountUse.ts';
import { burnRate, forecast } from '../../../src/allocation/usage/forecast.ts';
import { UsageLog } from '../../../src/allocation/usage/usageLog.ts';
import { mostUsedBy, usePerDay } from '../../../src/allocation/usage/usePerDay.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';

const NOW = new Date(2026, 10, 25, 12);
const at = (day: number, hour: number) => new Date(2026, 10, day, hour);
const use = (facts: Partial<JobUse>): JobUse => ({
	...{ jobId: '1', name: 'train', account: 'aif001', user: 'ada' },
	...{ start: at(24, 22), end: at(25, 2), tres: new Map([['gres/gpu', 2]]) },
	...facts,
});

describe('Use of an account', () => {
	it('is read with names that hold anything, and without jobs that never started', () => {
		const { argv, parse } = listAccountUse(['aif001', 'aif002'], 30, { field: '\x1fx\x1f', record: '' });
		assert.ok(argv.includes('--accounts=aif001,aif002'));
		const rows = [
			[
				'7',
				'aif001',
				'ada',
				'1795468727',
				'1795469312',
				'billing=33,cpu=1,gres/gpu=1,mem=512M',
				'two\nlines|x',
				'c',
			],
			['8', 'aif001', 'bram', 'None', '1795469312', '', 'never', 'c'],
			['9', 'aif001', 'bram', '1795468727', 'Unknown', 'billing=1', 'runs', 'c'],
		];
		const uses = parse(`${rows.map((row) => row.join('\x1fx\x1f')).join('\n')}\n`);
		assert.deepEqual(
			uses.map(({ name, end, tres }) => [name, end?.getTime(), tres.get('billing')]),
			[
				['two\nlines|x', 1_795_469_312_000, 33],
				['runs', undefined, 1],
			],
		);
		assert.throws(() => parse('7\x1fx\x1faif001'), { name: 'ProblemError' });
	});

	it('counts on each day for the hours that ran then', () => {
		const days = usePerDay([use({})], 'gres/gpu', 3, NOW);
		assert.deepEqual(
			days.map(({ day, hours }) => [day.getDate(), hours]),
			[
				[23, 0],
				[24, 4],
				[25, 4],
			],
		);
	});

	it('of a job that runs grows to this moment', () => {
		assert.equal(usePerDay([use({ start: at(25, 6), end: undefined })], 'gres/gpu', 1, NOW)[0]?.hours, 12);
	});

	it('is the same however it is cut into days', () => {
		const job = fc.record({
			start: fc.integer({ min: 0, max: 700 }),
			length: fc.integer({ min: 0, max: 400 }),
			gpus: fc.nat(8),
		});
		fc.assert(
			fc.property(fc.array(job, { maxLength: 20 }), (jobs) => {
				const uses = jobs.map(({ start, length, gpus }) => {
					const begin = new Date(NOW.getTime() - 800 * 3_600_000 + start * 3_600_000);
					const end = new Date(Math.min(NOW.getTime(), begin.getTime() + length * 3_600_000));
					return use({ start: begin, end, tres: new Map([['gres/gpu', gpus]]) });
				});
				const whole = uses.reduce(
					(sum, { start, end, tres }) =>
						sum + (((end?.getTime() ?? 0) - start.getTime()) / 3_600_000) * (tres.get('gres/gpu') ?? 0),
					0,
				);
				const inDays = usePerDay(uses, 'gres/gpu', 60, NOW).reduce((sum, { hours }) => sum + hours, 0);
				assert.ok(Math.abs(whole - inDays) < 1e-6);
			}),
		);
	});

	it('is told by who used most', () => {
		const uses = [use({}), use({ user: 'bram', tres: new Map([['gres/gpu', 8]]) }), use({ jobId: '2' })];
		assert.deepEqual(
			mostUsedBy(uses, 'gres/gpu', ({ user }) => user, at(1, 0), NOW),
			[
				{ name: 'bram', hours: 32 },
				{ name: 'ada', hours: 16 },
			],
		);
	});
});

describe('How long a budget lasts', () => {
	const line = (facts: Parameters<typeof budgetLine>[0] | object = {}) =>
		budgetLine({ resource: 'gres/gpu', limitedBy: 'aif001', granted: 1000, used: 400, ...facts });
	const daily = (...hours: number[]) =>
		hours.map((amount, index) => ({ day: new Date(2026, 10, 25 - hours.length + 1 + index), hours: amount }));

	it('is told by the rate of the last two weeks', () => {
		const days = daily(...Array.from({ length: 30 }, (_, index) => (index < 16 ? 100 : 10)));
		// Thirteen whole days and half of today.
		assert.equal(burnRate(days, NOW)?.toFixed(2), (140 / 13.5).toFixed(2));
	});

	it('counts from the first day with use, and one day at least', () => {
		assert.equal(burnRate(daily(0, 0, 0, 12), NOW), 12);
		assert.equal(burnRate(daily(0, 0), NOW), undefined);
	});

	it('is when it is used up, or its end', () => {
		assert.deepEqual(forecast(line(), 10, NOW), {
			kind: 'runsOut',
			at: new Date(2027, 0, 24, 12),
			beforeEnd: false,
		});
		assert.deepEqual(forecast(line({ end: new Date(2027, 2, 1) }), 10, NOW), {
			kind: 'runsOut',
			at: new Date(2027, 0, 24, 12),
			beforeEnd: true,
		});
		assert.deepEqual(forecast(line({ end: new Date(2027, 0, 1) }), 10, NOW), { kind: 'lasts' });
		assert.deepEqual(forecast(line(), 0, NOW), { kind: 'lasts' });
	});

	it('is not told where it cannot be known', () => {
		assert.deepEqual(forecast(line({ granted: undefined }), 10, NOW), { kind: 'unknown' });
		assert.deepEqual(forecast(line(), undefined, NOW), { kind: 'unknown' });
		assert.deepEqual(forecast(line({ decays: true }), 10, NOW), { kind: 'decays' });
	});
});

describe('The log of what was used', () => {
	const budgets = (used: number): readonly Budget[] => [
		{
			...{ account: 'p', isDefault: true, usedHours: new Map(), isOwnUseOnly: false },
			lines: [budgetLine({ resource: 'gpu', unit: 'GPU-h', used, granted: 100, limitedBy: 'p' })],
		},
	];

	it('tells what was used from day to day, where a site tells only the sum', () => {
		const log = new UsageLog(memoryNotes(), 'x');
		for (const [day, used] of [
			[20, 10],
			[21, 14],
			[21, 15],
			[24, 30],
		] as const)
			log.add(budgets(used), at(day, 9));
		assert.deepEqual(
			log.daysOf('p', 'gpu', 'GPU-h').map(({ day, hours }) => [day.getDate(), hours]),
			[
				[21, 5],
				[22, 5],
				[23, 5],
				[24, 5],
			],
		);
	});

	it('begins anew when a grant does', () => {
		const log = new UsageLog(memoryNotes(), 'x');
		for (const [day, used] of [
			[20, 10],
			[21, 90],
			[22, 1],
			[23, 3],
		] as const)
			log.add(budgets(used), at(day, 9));
		assert.deepEqual(
			log.daysOf('p', 'gpu', 'GPU-h').map(({ hours }) => hours),
			[2],
		);
	});

	it('survives what another version wrote', () => {
		const notes = memoryNotes();
		notes.write('allocation-use/x', { odd: 'text', other: [['a', 1], [1]] });
		const log = new UsageLog(notes, 'x');
		log.add(budgets(1), NOW);
		assert.deepEqual(log.daysOf('p', 'gpu', 'GPU-h'), []);
	});
});
