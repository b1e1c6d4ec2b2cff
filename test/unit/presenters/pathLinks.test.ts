import assert from 'node:assert/strict';
import { pathLinks } from '../../../src/presenters/pathLinks.ts';

describe('Files that a line of an output names', () => {
	for (const [line, ...found] of [
		['  File "/home/ada/my code/train.py", line 12, in main', '/home/ada/my code/train.py:12'],
		['/home/ada/a.cu:7: error: no such thing', '/home/ada/a.cu:7'],
		['Saved to /scratch/ada/run-1/model.pt.', '/scratch/ada/run-1/model.pt'],
		['copied /a/b and /c/d:3', '/a/b', '/c/d:3'],
		['see https://example.org/a/b, or 3/4 of it, a/b/c, ./x/y and / alone'],
		['epoch 1/10 at 12:30'],
	]) {
		it(`${found.length === 0 ? 'none' : found.join(' and ')} in "${line?.trim()}"`, () => {
			const links = pathLinks(line ?? '');
			assert.deepEqual(
				links.map(({ path, line: at }) => (at === undefined ? path : `${path}:${at}`)),
				found,
			);
			for (const { start, length, path } of links)
				assert.ok(line?.slice(start, start + length).includes(path));
		});
	}
});
