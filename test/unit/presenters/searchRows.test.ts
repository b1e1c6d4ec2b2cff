import assert from 'node:assert/strict';
import {
	findFileTitle,
	missingFilesText,
	neverListedText,
	pathItem,
} from '../../../src/presenters/findFileItems.ts';
import { refusalText, searchPrompt } from '../../../src/presenters/searchInputText.ts';
import { searchMessage, searchRows, searchText, searchTitle } from '../../../src/presenters/searchRows.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import { lineMatch } from '../../../src/storage/search/lineMatch.ts';
import { SEARCH_LIMITS } from '../../../src/storage/search/searchFiles.ts';
import type { SearchSnapshot } from '../../../src/storage/search/searchStore.ts';
import { rowText } from '../../support/rowText.ts';

const QUERY = {
	...{ text: 'learning_rate', isRegex: false, isCaseSensitive: false, isWholeWord: false },
	...{ include: [], exclude: [], withSkipped: false },
};
const line = (number: number, text: string, at: number, length = 13) =>
	lineMatch(number, Buffer.from(text), [[at, at + length]]);
const snapshot = (changes: Partial<SearchSnapshot> = {}): SearchSnapshot => ({
	search: { cluster: 'practice', folder: '/scratch/ada', query: QUERY, tool: { kind: 'rg', program: 'rg' } },
	state: { kind: 'over', end: { unreadable: 0 } },
	files: [
		{ path: 'src/train.py', lines: [line(3, '\tlearning_rate = 1', 1), line(9, 'x = learning_rate', 4)] },
		{ path: 'a\nb', lines: [line(1, '\x1b[31mlearning_rate', 5)] },
	],
	limits: SEARCH_LIMITS,
	...changes,
});

describe('The results of a search in storage', () => {
	it('are grouped by file, with the line and its number', () => {
		assert.deepEqual(rowText(searchRows(snapshot()).rows), [
			'train.py  2 lines · src',
			'  learning_rate = 1  3',
			'  x = learning_rate  9',
			'a␊b  1 line',
			'  ␛[31mlearning_rate  1',
		]);
	});

	it('stand out where the text is, after what was left out and made visible', () => {
		const highlighted = (text: string, at: number) => {
			const files = [{ path: 'a', lines: [line(1, text, at)] }];
			const [row] = searchRows(snapshot({ files })).rows[0]?.children ?? [];
			assert.ok(row && 'highlights' in row);
			const [[start = 0, end = 0] = []] = row.highlights as readonly (readonly number[])[];
			return [row.label, row.label.slice(start, end)];
		};
		assert.deepEqual(highlighted('\t\tlearning_rate', 2), ['learning_rate', 'learning_rate']);
		assert.deepEqual(highlighted('\u202elearning_rate\tx  ', 3), ['\\u202elearning_rate x', 'learning_rate']);
		assert.deepEqual(highlighted(`${'a'.repeat(50)} learning_rate`, 51), [
			`…${'a'.repeat(23)} learning_rate`,
			'learning_rate',
		]);
	});

	it('are told in a sentence, with what was not searched', () => {
		const NOT =
			'Not searched: binary files, files over 100 MiB, other file systems, folders such as .git and node_modules.';
		const over = (end: { unreadable: number; cut?: 'time' | 'number' | 'size' }) =>
			searchMessage(snapshot({ state: { kind: 'over', end } }));
		assert.equal(over({ unreadable: 0 }), `3 lines in 2 files. ${NOT}`);
		assert.equal(over({ unreadable: 3 }), `3 lines in 2 files. 3 folders or files could not be read. ${NOT}`);
		assert.equal(
			over({ unreadable: 0, cut: 'time' }),
			`3 lines in 2 files. Stopped after 90 seconds: choose a folder further down, or name the files to include. ${NOT}`,
		);
		assert.equal(
			over({ unreadable: 1, cut: 'number' }),
			`3 lines in 2 files. Only the first 2,000: narrow the search to see the others. 1 folder or file could not be read. ${NOT}`,
		);
		assert.match(over({ unreadable: 0, cut: 'size' }), /the lines found are very long/);
		assert.equal(searchMessage(snapshot({ files: [] })), `Nothing found. ${NOT}`);
	});

	it('are told as they come, and when the search is stopped or fails', () => {
		assert.equal(
			searchMessage(snapshot({ state: { kind: 'running' } })),
			'Searching /scratch/ada: 3 lines in 2 files so far…',
		);
		assert.equal(
			searchMessage(snapshot({ state: { kind: 'stopped' } })),
			'3 lines in 2 files. The search was stopped.',
		);
		const error = new ProblemError({ kind: 'connectionLost', host: 'practice', detail: '' });
		assert.match(
			searchMessage(snapshot({ state: { kind: 'failed', error } })),
			/^3 lines in 2 files\. The connection to practice was lost\./,
		);
	});

	it('say by which tool an expression was read, and what that leaves out', () => {
		const search = { ...snapshot().search, query: { ...QUERY, isRegex: true, withSkipped: true } };
		const told = (kind: 'rg' | 'grep-P') =>
			searchMessage(snapshot({ search: { ...search, tool: { kind, program: '' } } }));
		assert.equal(
			told('rg'),
			'3 lines in 2 files. Not searched: binary files, files over 100 MiB, other file systems. The regular expression was read by ripgrep.',
		);
		assert.equal(
			told('grep-P'),
			'3 lines in 2 files. Not searched: binary files, those that are not UTF-8, files over 100 MiB, other file systems. The regular expression was read by grep -P (Perl).',
		);
	});

	it('can be copied', () => {
		assert.equal(
			searchText(snapshot()),
			'/scratch/ada/src/train.py:3: learning_rate = 1\n/scratch/ada/src/train.py:9: x = learning_rate\n/scratch/ada/a␊b:1: ␛[31mlearning_rate',
		);
		assert.equal(searchTitle(snapshot()), 'learning_rate in ada');
	});
});

describe('The words around finding and searching', () => {
	it('name a file, and the folder that holds it', () => {
		assert.deepEqual(pathItem('src/$(zap)/a\nb'), { label: 'a␊b', description: 'src/\\$(zap)' });
		assert.deepEqual(pathItem('a'), { label: 'a', description: '' });
	});

	it('tell how many files there are, and how old the list is', () => {
		const title = (count: number, ageSeconds: number, isOver = true) =>
			findFileTitle('/scratch/ada', 'practice', {
				count,
				ageSeconds,
				...(isOver && { end: { unreadable: 0 } }),
			});
		assert.equal(title(12_345, 0), 'Find File in /scratch/ada on practice · 12,345 files');
		assert.equal(title(1, 180), 'Find File in /scratch/ada on practice · 1 file, listed 3 min ago');
		assert.equal(title(7, 2, false), 'Find File in /scratch/ada on practice · 7 files so far…');
	});

	it('tell which files are not in the list, and what to do', () => {
		assert.equal(missingFilesText({ unreadable: 0 }, 60), '');
		assert.match(neverListedText(false), /^Not listed: folders such as \.git/);
		assert.match(neverListedText(true), /^Not listed: what is behind links/);
		assert.equal(
			missingFilesText({ unreadable: 3, cut: 'time' }, 60),
			'Listing took more than 60 seconds: choose a folder further down. 3 folders or files could not be read.',
		);
		assert.equal(
			missingFilesText({ unreadable: 0, cut: 'number' }, 60),
			'There are more files than these: choose a folder further down.',
		);
	});

	it('tell how a search is set', () => {
		assert.match(searchPrompt(QUERY), /^Text to find\. The buttons/);
		assert.equal(
			searchPrompt({
				...QUERY,
				isRegex: true,
				isCaseSensitive: true,
				isWholeWord: true,
				include: ['*.py'],
				exclude: ['x'],
			}),
			'Text to find: upper and lower case differ · whole words · regular expression · only in *.py · not in x.',
		);
		assert.equal(
			refusalText({ kind: 'grep-E', program: 'grep' }, 'Unmatched ( or \\('),
			'This is no regular expression as grep -E (POSIX extended) reads them: Unmatched ( or \\(',
		);
	});
});
