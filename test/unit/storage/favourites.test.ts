import assert from 'node:assert/strict';
import { Favourites } from '../../../src/storage/favourites.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';

const RUN = { cluster: 'practice', path: '/scratch/ada/run', isFolder: true };
const LOG = { cluster: 'practice', path: '/scratch/ada/log', isFolder: false };

describe('Favourites', () => {
	it('are kept in the order in which they were added, each once', () => {
		const notes = memoryNotes();
		const favourites = new Favourites(notes);
		let changes = 0;
		favourites.onDidChange(() => changes++);
		for (const one of [RUN, LOG, RUN]) favourites.add(one);
		assert.deepEqual(new Favourites(notes).all, [LOG, RUN]);
		favourites.remove(LOG);
		assert.deepEqual(favourites.all, [RUN]);
		assert.equal(changes, 4);
	});

	it('pass over what another version left', () => {
		const notes = memoryNotes();
		notes.write('storage.favourites', [{ cluster: 1 }, 'x', null, RUN]);
		assert.deepEqual(new Favourites(notes).all, [RUN]);
		notes.write('storage.favourites', 'no list');
		assert.deepEqual(new Favourites(notes).all, []);
	});
});
