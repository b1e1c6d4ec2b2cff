import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Turns } from '../../../src/base/turns.ts';

const never = new AbortController().signal;

describe('Turns', () => {
	it('let one work at a time, in the order of asking, whatever fails or is given up', async () => {
		const work = fc.record({ ms: fc.nat(3), fails: fc.boolean(), givesUp: fc.boolean() });
		await fc.assert(
			fc.asyncProperty(fc.array(work, { maxLength: 8 }), async (works) => {
				const turns = new Turns();
				const order: number[] = [];
				let under = 0;
				const asked = works.map(({ ms, fails, givesUp }, index) => {
					const own = new AbortController();
					const taken = turns.take(async () => {
						order.push(index);
						assert.equal(++under, 1);
						await sleep(ms);
						under -= 1;
						if (fails) throw new Error('failed');
					}, own.signal);
					if (givesUp) own.abort();
					return taken;
				});
				await Promise.allSettled(asked);
				assert.deepEqual(
					order,
					[...order].sort((a, b) => a - b),
				);
				const wanted = works.flatMap(({ givesUp }, index) => (givesUp ? [] : [index]));
				assert.deepEqual(
					order.filter((index) => wanted.includes(index)),
					wanted,
				);
			}),
			{ numRuns: 40 },
		);
	});

	it('keep waiting work until its turn comes, though one before it gave up', async () => {
		const turns = new Turns();
		let finish: () => void = () => undefined;
		const first = turns.take(
			() =>
				new Promise<void>((resolve) => {
					finish = resolve;
				}),
			never,
		);
		const own = new AbortController();
		const second = turns.take(async () => 'second', own.signal);
		const third = turns.take(async () => 'third', never);
		own.abort();
		await assert.rejects(second);
		let isDone = false;
		void third.then(() => {
			isDone = true;
		});
		await sleep(5);
		assert.equal(isDone, false);
		finish();
		await first;
		assert.equal(await third, 'third');
	});
});
