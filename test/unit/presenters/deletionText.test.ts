import assert from 'node:assert/strict';
import { deletionQuestion } from '../../../src/presenters/deletionText.ts';

const LAST = 'The cluster has no wastebasket: this cannot be undone.';

describe('The question before a deletion', () => {
	it('names the file and its size', () => {
		const { what, detail } = deletionQuestion(['/a/b.txt'], { files: 1, bytes: 340, isComplete: true });
		assert.equal(what, 'Delete "b.txt"?');
		assert.equal(detail, `/a/b.txt\n\n1 file, 340 B. ${LAST}`);
	});

	it('says how many there are below folders', () => {
		const { what, detail } = deletionQuestion(['/a', '/b'], { files: 12, bytes: 2048, isComplete: true });
		assert.equal(what, 'Delete 2 items?');
		assert.equal(detail, `/a\n/b\n\n12 files, 2.0 KiB in all. ${LAST}`);
	});

	it('says when there were too many to count', () => {
		const { detail } = deletionQuestion(['/a'], { files: 500, bytes: 2048, isComplete: false });
		assert.match(detail, /More than 500 files, more than 2\.0 KiB/);
	});
});
