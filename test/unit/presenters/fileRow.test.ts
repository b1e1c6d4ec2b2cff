import assert from 'node:assert/strict';
import { fileRow, inFolderOrder } from '../../../src/presenters/fileRow.ts';
import { formatBytes } from '../../../src/presenters/formatBytes.ts';
import { rowText } from '../../support/rowText.ts';

const entry = (name: string, facts: Partial<Parameters<typeof fileRow>[2]> = {}) => ({
	name,
	type: 'file' as const,
	isLink: false,
	isDangling: false,
	size: 1536,
	modified: 0,
	mode: 0o644,
	uid: 1,
	gid: 1,
	...facts,
});

describe('A folder in the Storage view', () => {
	it('lists folders first, and numbers in names by their value', () => {
		const entries = [entry('run10'), entry('Run2'), entry('zoo', { type: 'directory' }), entry('.hidden')];
		assert.deepEqual(
			inFolderOrder(entries).map(({ name }) => name),
			['zoo', '.hidden', 'Run2', 'run10'],
		);
	});

	it('shows sizes of files, and what is no plain file in words', () => {
		const rows = [
			entry('data.csv'),
			entry('models', { type: 'directory' }),
			entry('latest', { isLink: true }),
			entry('gone', { isLink: true, isDangling: true, type: 'other' }),
			entry('queue', { type: 'other' }),
		].map((one) => fileRow('practice', '/home/ada', one));
		assert.deepEqual(rowText(rows), [
			'data.csv  1.5 KiB',
			'models',
			'latest  1.5 KiB · link',
			'gone  broken link',
			'queue  not a regular file',
		]);
		assert.deepEqual(
			rows.map(({ contextValue }) => contextValue),
			['file', 'directory', 'file', 'special', 'special'],
		);
	});

	it('gives entries of the root folder one slash', () => {
		assert.equal(fileRow('practice', '/', entry('etc')).id, 'practice/etc');
	});
});

describe('Sizes', () => {
	for (const [bytes, text] of [
		[0, '0 B'],
		[1023, '1023 B'],
		[1536, '1.5 KiB'],
		[20 * 1024, '20 KiB'],
		[1.5 * 1024 ** 4, '1.5 TiB'],
	] as const) {
		it(`of ${bytes} bytes are ${text}`, () => assert.equal(formatBytes(bytes), text));
	}
});
