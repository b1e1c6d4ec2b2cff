import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boundsOf, type DayKey, dayOf, daysBetween, daysUpTo, parseDay } from '../../../src/base/localDay.ts';

describe('A day of the calendar', () => {
	it('holds each of its moments, and no other day does', () => {
		const moments = fc.date({ min: new Date(2000, 0, 1), max: new Date(2100, 0, 1), noInvalidDate: true });
		fc.assert(
			fc.property(moments, (moment) => {
				const { start, end } = boundsOf(dayOf(moment));
				assert.ok(start <= moment && moment < end);
			}),
		);
	});

	it('follows the one before without a gap, across months and years', () => {
		const days = daysUpTo('2027-01-01' as DayKey, 400);
		assert.equal(days.length, 400);
		for (const [index, day] of days.slice(1).entries())
			assert.deepEqual(boundsOf(day).end, boundsOf(days[index] ?? day).start);
	});

	it('is listed from the latest to the first, both included', () => {
		assert.deepEqual(daysBetween('2026-02-27' as DayKey, '2026-03-01' as DayKey), [
			'2026-03-01',
			'2026-02-28',
			'2026-02-27',
		]);
	});

	for (const text of ['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', 'today', '']) {
		it(`is not "${text}"`, () => assert.equal(parseDay(text), undefined));
	}
});
