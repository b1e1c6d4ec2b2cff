import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { underAll } from '../../../src/remote/underAll.ts';

describe('underAll', () => {
	it('ends the work with any of the signals, for its reason', async () => {
		const [one, two] = [new AbortController(), new AbortController()];
		const outcome = underAll([one.signal, two.signal], async (signal) => {
			await turn();
			signal.throwIfAborted();
		});
		two.abort(new Error('the link is gone'));
		await assert.rejects(outcome, /the link is gone/);
		await assert.rejects(
			underAll([two.signal], async (signal) => signal.throwIfAborted()),
			/the link is gone/,
		);
	});

	it('leaves nothing behind on signals that live on', async () => {
		const { signal } = new AbortController();
		assert.equal(await underAll([signal], async () => 1), 1);
		await assert.rejects(
			underAll([signal], () => Promise.reject(new Error('no'))),
			/no/,
		);
		assert.deepEqual(getEventListeners(signal, 'abort'), []);
	});
});
