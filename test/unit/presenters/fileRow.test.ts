import assert from 'node:assert/strict';
import {
	areaRow,
	emptyRow,
	favouriteRow,
	fileRow,
	inFolderOrder,
	moreRow,
} from '../../../src/presenters/fileRow.ts';
import { formatBytes } from '../../../src/presenters/formatBytes.ts';
import { rowText } from '../../support/rowText.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

const entry = (name: string, facts: Partial<Parameters<typeof fileRow>[2]> = {}) => ({
	name,
	type: 'file' as const,
	isLink: false,
	isDangling: false,
	size: 1536,
	modified: new Date('2019-03-01T12:00:00Z').getTime(),
	mode: 0o644,
	uid: 1,
	gid: 1,
	...facts,
});

const rowOf = (one: ReturnType<typeof entry>) => fileRow('area:practice:/home/ada', '/home/ada', one, NOW);

describe('A folder in the Storage view', () => {
	it('lists folders first, and numbers in names by their value', () => {
		const entries = [entry('run10'), entry('Run2'), entry('zoo', { type: 'directory' }), entry('.hidden')];
		assert.deepEqual(
			inFolderOrder(entries).map(({ name }) => name),
			['zoo', '.hidden', 'Run2', 'run10'],
		);
	});

	it('sorts more entries than anybody reads without thinking about letters', () => {
		const entries = Array.from({ length: 6_000 }, (_, index) => entry(`f${index}`));
		assert.deepEqual(
			inFolderOrder(entries)
				.slice(0, 3)
				.map(({ name }) => name),
			['f0', 'f1', 'f10'],
		);
	});

	it('shows sizes and dates of files, and what is no plain file in words', () => {
		const rows = [
			entry('data.csv'),
			entry('models', { type: 'directory' }),
			entry('latest', { isLink: true }),
			entry('gone', { isLink: true, isDangling: true, type: 'other' }),
			entry('queue', { type: 'other' }),
		].map(rowOf);
		const [date] = /[^·]*2019[^·]*$/.exec(rows[0]?.description ?? '') ?? assert.fail('no date');
		assert.deepEqual(rowText(rows), [
			`data.csv  1.5 KiB ·${date}`,
			'models',
			`latest  1.5 KiB · link ·${date}`,
			'gone  broken link',
			'queue  not a regular file',
		]);
		assert.deepEqual(
			rows.map(({ contextValue }) => contextValue),
			['file entry', 'directory entry', 'file entry', 'special entry', 'special entry'],
		);
	});

	it('shows on one line what a name hides, and keeps the name itself in the id', () => {
		const row = rowOf(entry('a\nb\uEFFF'));
		assert.equal(row.label, 'a␊b\\xff');
		assert.equal(row.id, 'area:practice:/home/ada/a\nb\uEFFF');
	});

	it('says when it is empty, or seems so', () => {
		assert.equal(emptyRow('x', 0).spoken, 'Empty folder');
		assert.equal(emptyRow('x', 3).spoken, 'Only hidden files (3)');
	});

	it('says how many it does not show', () => {
		assert.match(moreRow('x', 99_000, true).label, /^Show More \(99.000 left\)$/);
		assert.match(moreRow('x', 1_000, false).label, /^Still reading: 1.000 more so far…$/);
	});
});

describe('A favourite in the Storage view', () => {
	it('tells its place, and its cluster where there are several', () => {
		assert.deepEqual(
			rowText([
				favouriteRow('practice', '/scratch/ada/run', true, true),
				favouriteRow('practice', '/scratch/ada/run', true, false),
			]),
			['run  /scratch/ada/run', 'run  practice · /scratch/ada/run'],
		);
	});
});

describe('A storage area', () => {
	const area = { kind: 'scratch', label: 'Scratch', path: '/scratch/ada' } as const;

	it('shows its path as long as nothing is known of its space', () => {
		const row = areaRow('practice', area, undefined, NOW);
		assert.equal(row.description, '/scratch/ada');
		assert.equal(row.icon, 'flame');
	});

	it('shows a warning instead of its icon when it is nearly full, and says so', () => {
		const bytes = { used: 90, limit: 100, fraction: 0.9 };
		const reading = { path: '/scratch', source: 'quota', isShared: false, bytes };
		const row = areaRow('practice', area, { reading, at: NOW }, NOW);
		assert.equal(row.description, '▰▰▰▰▰▰▰▱ 90 % of 100 B');
		assert.equal(row.icon, 'warning');
		assert.equal(
			row.spoken,
			'Scratch, storage area /scratch/ada on practice, space is getting short, 90 % of 100 B',
		);
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
