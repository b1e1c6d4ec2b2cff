import assert from 'node:assert/strict';
import { type SearchQuery, searchQueryOf } from '../../../../src/storage/search/searchQuery.ts';
import { checkQuery, searchArgv, searchEnv } from '../../../../src/storage/search/searchTool.ts';

const QUERY: SearchQuery = {
	...{ text: 'lr', isRegex: false, isCaseSensitive: false, isWholeWord: false },
	...{ include: [], exclude: [], withSkipped: false },
};

describe('The tool that searches', () => {
	const { parse } = checkQuery(QUERY);

	it('is told with what it has against a query, in its last words', () => {
		assert.deepEqual(parse('rg\0/usr/bin/rg\0'), { tool: { kind: 'rg', program: '/usr/bin/rg' } });
		const complaint =
			'rg: regex parse error:\n    (?:a(b)\n       ^\nerror: unclosed group\nnot by PCRE2 either';
		assert.equal(parse(`rg\0/usr/bin/rg\0${complaint}\0`).refusal, 'unclosed group');
		assert.equal(parse('grep-E\0grep\0grep: Unmatched ( or \\(\0').refusal, 'Unmatched ( or \\(');
	});

	it('is not guessed', () => {
		for (const text of ['', 'ack\0ack\0', 'rg\0\0', 'rg\0a\0b\0c\0'])
			assert.throws(() => parse(text), /outputNotUnderstood/);
	});

	it('compares bytes where that finds more, and characters where they count', () => {
		const isOfBytes = (changes: Partial<SearchQuery>) => {
			const query = { ...QUERY, ...changes };
			const isSo = searchArgv({ kind: 'rg', program: 'rg' }, query).includes('--no-unicode');
			assert.equal(searchEnv(query, { begin: '7' }).includes('LC_ALL=C'), isSo);
			return isSo;
		};
		assert.equal(isOfBytes({}), true);
		assert.equal(isOfBytes({ text: 'é', isCaseSensitive: true }), true);
		assert.equal(isOfBytes({ text: 'é' }), false);
		assert.equal(isOfBytes({ isWholeWord: true }), false);
		for (const text of ['error|warn', 'loss: [0-9.]+', '^(?:a|b)\\.py$', 'seed.*=', 'epoch \\d+', 'x{2}'])
			assert.equal(isOfBytes({ isRegex: true, text }), true, text);
		for (const text of ['r.n', '.{3}', '[^a]', '\\w+', '\\bx', 'caf\u00e9', '(?i)x', '[[:alpha:]]', '\\<x'])
			assert.equal(isOfBytes({ isRegex: true, text }), false, text);
	});
});

describe('A query that was kept', () => {
	it('is taken as it was, and anything else is none', () => {
		const query = { ...QUERY, isRegex: true, include: ['*.py'] };
		assert.deepEqual(searchQueryOf(JSON.parse(JSON.stringify(query))), query);
		for (const value of [undefined, null, 7, {}, { ...query, include: 'a' }, { ...query, text: 1 }])
			assert.equal(searchQueryOf(value), undefined);
	});
});
