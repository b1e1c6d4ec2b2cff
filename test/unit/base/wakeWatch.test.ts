import assert from 'node:assert/strict';
import { watchForWake } from '../../../src/base/wakeWatch.ts';

const STEP_MS = 5;
const aFewSteps = () => new Promise((resolve) => setTimeout(resolve, STEP_MS * 6));

describe('The watch for a computer that wakes up', () => {
	it('notices that time has jumped, and says so once', async () => {
		let asleep = 0;
		let woken = 0;
		const watch = watchForWake(() => (woken += 1), {
			now: () => Date.now() + asleep,
			addresses: () => 'eth0',
			stepMs: STEP_MS,
		});
		await aFewSteps();
		assert.equal(woken, 0);
		asleep = 60_000;
		await aFewSteps();
		watch.dispose();
		assert.equal(woken, 1);
	});

	it('notices another network, and nothing after it was ended', async () => {
		let address = '10.0.0.1';
		let woken = 0;
		const watch = watchForWake(() => (woken += 1), { addresses: () => address, stepMs: STEP_MS });
		address = '192.168.1.7';
		await aFewSteps();
		assert.equal(woken, 1);
		watch.dispose();
		address = '10.0.0.1';
		await aFewSteps();
		assert.equal(woken, 1);
	});
});
