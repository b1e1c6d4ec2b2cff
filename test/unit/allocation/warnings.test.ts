import assert from 'node:assert/strict';
import { type Budget, type BudgetLine, budgetLine } from '../../../src/allocation/budget.ts';
import {
	DEFAULT_THRESHOLDS,
	tooLargeFor,
	warningsFor,
	worstOfWaiting,
} from '../../../src/allocation/warnings.ts';
import { budgetWarningText } from '../../../src/presenters/budgetWarningText.ts';

const NOW = new Date(2026, 10, 25, 12);
const END = new Date(2027, 3, 1);
const budget = (facts: Partial<BudgetLine>): Budget => ({
	...{ account: 'p', isDefault: true, usedHours: new Map(), isOwnUseOnly: false },
	lines: [budgetLine({ resource: 'gpu', unit: 'GPU-h', granted: 100, used: 10, limitedBy: 'p', ...facts })],
});
const told = (facts: Partial<BudgetLine>, thresholds = DEFAULT_THRESHOLDS, at?: Date) =>
	warningsFor(
		[budget(facts)],
		() => (at ? { kind: 'runsOut', at, beforeEnd: true } : { kind: 'unknown' }),
		thresholds,
		NOW,
	).map((warning) => budgetWarningText('snellius', warning, NOW));

describe('Warnings about the allocation', () => {
	it('say nothing where nothing is wrong', () => {
		assert.deepEqual(told({}), []);
		assert.deepEqual(told({ end: END }), []);
	});

	it('tell when little is left, and when nothing is', () => {
		assert.deepEqual(told({ used: 95 }), ['p (snellius) has 5 GPU-h left, 5 %.']);
		assert.deepEqual(told({ used: undefined, granted: undefined, usedShare: 0.97 }), [
			'p (snellius) has 3 % of its budget left.',
		]);
		assert.match(told({ used: 100 })[0] ?? '', /used up: GPU-h\. New jobs will wait or be refused/);
	});

	it('tell by the thresholds that the person set', () => {
		assert.deepEqual(told({ used: 70 }, { ...DEFAULT_THRESHOLDS, lowShare: 0.5 }).length, 1);
		assert.deepEqual(told({ used: 99 }, { lowShare: 0, endsSoonDays: 0, runsOut: false }), []);
	});

	it('tell of an end that is near, and of one that was shortly', () => {
		assert.match(told({ end: new Date(2026, 11, 1) })[0] ?? '', /ends on .*30.*, with 90 GPU-h left/);
		assert.match(told({ end: new Date(2026, 10, 20) })[0] ?? '', /ended on .*19/);
		assert.deepEqual(told({ end: new Date(2025, 10, 20) }), []);
	});

	it('tell of a budget that will not last to its end', () => {
		assert.match(
			told({ end: END }, DEFAULT_THRESHOLDS, new Date(2027, 1, 10, 12))[0] ?? '',
			/lasts until about .*10.*; it ends on .*31/,
		);
	});

	it('are the same news as long as the grant is the same', () => {
		const keyOf = (facts: Partial<BudgetLine>) =>
			warningsFor([budget(facts)], () => ({ kind: 'unknown' }), DEFAULT_THRESHOLDS, NOW)[0]?.key;
		assert.equal(keyOf({ used: 95 }), keyOf({ used: 96 }));
		assert.notEqual(keyOf({ used: 95 }), keyOf({ used: 195, granted: 200 }));
	});

	it('are new with every month where a grant begins anew with it', () => {
		const keyAt = (now: Date) =>
			warningsFor(
				[budget({ used: 95, period: { kind: 'month' }, end: undefined })],
				() => ({ kind: 'unknown' }),
				DEFAULT_THRESHOLDS,
				now,
			)[0]?.key;
		assert.equal(keyAt(new Date(2026, 10, 2)), keyAt(new Date(2026, 10, 29)));
		assert.notEqual(keyAt(new Date(2026, 10, 29)), keyAt(new Date(2026, 11, 1)));
	});

	it('know what waiting jobs will use up at most, in the unit of Slurm and of the account', () => {
		const job = { id: '7', account: 'p', qos: 'normal', limit: 3600, tres: new Map([['gres/gpu', 4]]) };
		const line = budgetLine({ resource: 'gres/gpu', granted: 100, used: 60, limitedBy: 'p' });
		const jobs = [job, { ...job, id: '8', account: 'q' }, { ...job, id: '9', limit: 1800 }];
		assert.equal(worstOfWaiting(budget({}), line, jobs), 6);
		assert.equal(worstOfWaiting(budget({}), { ...line, unit: 'SBU' }, jobs), undefined);
		assert.equal(worstOfWaiting(budget({}), { ...line, onlyIn: 'long' }, jobs), 0);
		assert.equal(worstOfWaiting(budget({}), line, [{ ...job, limit: undefined }]), undefined);
	});

	it('count the tasks of an array that wait, unless Slurm cut their list short', () => {
		const line = budgetLine({ resource: 'gres/gpu', granted: 100, used: 60, limitedBy: 'p' });
		const array = (tasks: string) => ({
			...{ id: `7_[${tasks}]`, array: { id: '7', tasks }, account: 'p', qos: 'normal', limit: 1800 },
			tres: new Map([['gres/gpu', 2]]),
		});
		assert.equal(worstOfWaiting(budget({}), line, [array('3-9,12%2')]), 8);
		assert.equal(worstOfWaiting(budget({}), line, [array('3-9,12,...')]), undefined);
	});

	it('tell once of an array whose tasks ask for more than is free, whichever of them wait', () => {
		const slurms = {
			...budget({}),
			lines: [budgetLine({ resource: 'gres/gpu', granted: 100, used: 99, limitedBy: 'p' })],
		};
		const [first, later] = ['3-9', '5-9'].map((tasks) => {
			const array = { id: '7', tasks };
			const facts = { account: 'p', qos: 'normal', limit: 3600, tres: new Map([['gres/gpu', 2]]) };
			return tooLargeFor([slurms], [{ id: `7_[${tasks}]`, array, ...facts }])[0];
		});
		assert.equal(first?.job?.id, '7_3');
		assert.equal(first.key, later?.key);
	});

	it('tell of a job that asks for more than is free', () => {
		const slurms = {
			...budget({}),
			lines: [budgetLine({ resource: 'gres/gpu', granted: 100, used: 60, committed: 30, limitedBy: 'p' })],
		};
		const job = { id: '7', account: 'p', qos: 'normal', limit: 3 * 3600, tres: new Map([['gres/gpu', 4]]) };
		const [warning, ...others] = tooLargeFor([slurms], [job, { ...job, id: '8', limit: 2 * 3600 }]);
		assert.equal(others.length, 0);
		assert.equal(
			warning && budgetWarningText('snellius', warning, NOW),
			'Job 7 may use up to 12 GPU-h, and p (snellius) has 10 GPU-h left: it will wait.',
		);
	});
});
