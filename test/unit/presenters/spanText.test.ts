import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactSpanText, spanText } from '../../../src/presenters/spanText.ts';

describe('A length of time in words', () => {
	for (const [seconds, coarse, exact] of [
		[0, '0 s', '0 s'],
		[11, '11 s', '11 s'],
		[750, '12 min', '12 min 30 s'],
		[5_400, '1 h 30 min', '1 h 30 min'],
		[86_400, '1 d', '1 d'],
		[95_405, '1 d 2 h', '1 d 2 h 30 min 5 s'],
	] as const) {
		it(`of ${seconds} s is "${coarse}", and "${exact}" where it is compared`, () => {
			assert.equal(spanText(seconds), coarse);
			assert.equal(exactSpanText(seconds), exact);
		});
	}

	it('loses no second where it is exact', () => {
		const unit: Readonly<Record<string, number>> = { d: 86_400, h: 3600, min: 60, s: 1 };
		fc.assert(
			fc.property(fc.nat(10_000_000), (seconds) => {
				const parts = [...exactSpanText(seconds).matchAll(/(\d+) (\w+)/g)];
				const sum = parts.reduce((so, [, count, name]) => so + Number(count) * (unit[name ?? ''] ?? 0), 0);
				assert.equal(sum, seconds);
			}),
		);
	});
});
