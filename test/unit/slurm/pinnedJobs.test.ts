import assert from 'node:assert/strict';
import { PinnedJobs } from '../../../src/slurm/pinnedJobs.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';

describe('Pinned jobs', () => {
	it('are kept by cluster, for the next window too', () => {
		const notes = memoryNotes();
		const pinned = new PinnedJobs(notes);
		pinned.add({ cluster: 'a', id: '1' });
		pinned.add({ cluster: 'a', id: '1' });
		pinned.add({ cluster: 'b', id: '2' });
		pinned.add({ cluster: 'a', id: '3' });
		pinned.remove({ cluster: 'a', id: '3' });
		const next = new PinnedJobs(notes);
		assert.deepEqual([[...next.of('a')], [...next.of('b')]], [['1'], ['2']]);
	});

	it('tell when they change', () => {
		let changes = 0;
		const pinned = new PinnedJobs(memoryNotes());
		pinned.onDidChange(() => {
			changes += 1;
		});
		pinned.add({ cluster: 'a', id: '1' });
		pinned.remove({ cluster: 'a', id: '1' });
		assert.equal(changes, 2);
	});

	it('are a hundred at most, and pass over what else the notes may hold', () => {
		const notes = memoryNotes();
		notes.write('jobs.pinned', [7, { cluster: 'a' }]);
		const pinned = new PinnedJobs(notes);
		for (let id = 1; id <= 101; id += 1) pinned.add({ cluster: 'a', id: String(id) });
		assert.equal(pinned.of('a').size, 100);
		assert.ok(!pinned.of('a').has('1'));
	});
});
