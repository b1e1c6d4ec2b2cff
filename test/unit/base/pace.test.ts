import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { isAbort } from '../../../src/base/abort.ts';
import { Pace } from '../../../src/base/pace.ts';

describe('Pace', () => {
	beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
	afterEach(() => mock.timers.reset());
	const { signal } = new AbortController();
	const paced = () => new Pace(1000, 500, () => Date.now());

	it('lets the first piece through at once, and what comes after it at its speed', async () => {
		const pace = paced();
		await pace.take(500, signal);
		let isThrough = false;
		const next = pace.take(250, signal).then(() => (isThrough = true));
		mock.timers.tick(249);
		await Promise.resolve();
		assert.equal(isThrough, false);
		mock.timers.tick(1);
		await next;
	});

	it('forgets what was taken long ago', async () => {
		const pace = paced();
		await pace.take(500, signal);
		mock.timers.tick(500);
		await pace.take(500, signal);
	});

	it('waits no longer for who does not want any more', async () => {
		const pace = paced();
		await assert.rejects(pace.take(9000, AbortSignal.abort()), isAbort);
	});
});
