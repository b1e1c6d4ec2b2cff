import assert from 'node:assert/strict';
import { Disk } from '../../../../src/storage/transfer/disk.ts';
import { forever } from '../../../support/practice.ts';

const items = Array.from({ length: 1000 }, (_, index) => index);
const busyFor = (ms: number) => {
	for (const end = performance.now() + ms; performance.now() < end; );
};

describe('Calls to the file system of this computer', () => {
	it('are done once for each item, in their order, as long as nothing has to be waited for', async () => {
		const done: number[] = [];
		const later = () => assert.fail('nothing is slow');
		await new Disk().each(items, { now: (item) => done.push(item), later }, forever);
		assert.deepEqual(done, items);
	});

	it('wait elsewhere once the disk is slow, each once', async () => {
		const done: number[] = [];
		let first = 0;
		const disk = new Disk();
		const work = {
			now(item: number) {
				busyFor(3);
				first += 1;
				done.push(item);
			},
			later: async (item: number) => {
				done.push(item);
			},
		};
		await disk.each(items, work, forever);
		await disk.each([-1], work, forever);
		assert.ok(first < 100, `${first} were waited for`);
		assert.deepEqual(
			done.toSorted((a, b) => a - b),
			[-1, ...items],
		);
	});

	it('end when nobody wants them any more', async () => {
		const over = new AbortController();
		const work = {
			now: () => over.abort(new Error('enough')),
			later: () => Promise.resolve(),
		};
		await new Disk().each([1], work, over.signal);
		await assert.rejects(new Disk().each([1], work, over.signal), /enough/);
	});
});
