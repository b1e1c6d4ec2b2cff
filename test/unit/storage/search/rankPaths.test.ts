import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePathQuery } from '../../../../src/storage/search/pathQuery.ts';
import { bestPaths } from '../../../../src/storage/search/rankPaths.ts';

const best = (typed: string, paths: readonly string[]) => bestPaths(parsePathQuery(typed), paths, 10);

describe('What is typed to find a file', () => {
	for (const [typed, query] of [
		['', { parts: [], isCaseSensitive: false }],
		[' src  train ', { parts: ['src', 'train'], isCaseSensitive: false }],
		['Train', { parts: ['Train'], isCaseSensitive: true }],
		['train.py:12', { parts: ['train.py'], isCaseSensitive: false, line: 12 }],
		['train.py:12:4', { parts: ['train.py'], isCaseSensitive: false, line: 12, column: 4 }],
		['train.py:', { parts: ['train.py'], isCaseSensitive: false }],
		['train.py:0', { parts: ['train.py'], isCaseSensitive: false }],
		[':7', { parts: [], isCaseSensitive: false, line: 7 }],
		['a:b', { parts: ['a:b'], isCaseSensitive: false }],
	] as const) {
		it(`is understood: "${typed}"`, () => assert.deepEqual(parsePathQuery(typed), query));
	}
});

describe('The files that are offered', () => {
	it('begin with those of that name, then whose names begin so, have a word of it, hold it, hold its letters', () => {
		const inOrder = ['x/y/train', 'train.py', 'myTrain.py', 'a/my_train.py', 'pretrain.py', 't/tr_a_in.py'];
		assert.deepEqual(best('train', inOrder.toReversed()), inOrder);
	});

	it('have what is asked for in their names before those that have it in their folders', () => {
		assert.deepEqual(best('data', ['data/a', 'x/mydata.csv']), ['x/mydata.csv', 'data/a']);
	});

	it('are shorter ones before longer ones', () => {
		assert.deepEqual(best('run', ['a/run_long', 'a/b/run_1', 'a/run_1']), [
			'a/run_1',
			'a/b/run_1',
			'a/run_long',
		]);
	});

	it('hold the parts one after another', () => {
		assert.deepEqual(best('src train', ['train/src.py', 'src/models/train.py', 'src_train.py']), [
			'src/models/train.py',
			'src_train.py',
		]);
		assert.deepEqual(best('models/train', ['models/train.py', 'models/x/train.py']), [
			'models/train.py',
			'models/x/train.py',
		]);
		assert.deepEqual(best('umain', ['utils/main.py', 'domain']), ['utils/main.py']);
	});

	it('are of any case, unless there are capitals', () => {
		assert.deepEqual(best('readme', ['README', 'readme.md']), ['README', 'readme.md']);
		assert.deepEqual(best('READ', ['README', 'readme.md']), ['README']);
		assert.deepEqual(best('é', ['É.txt']), ['É.txt']);
	});

	it('are all, the shortest first, as long as nothing is typed', () => {
		assert.deepEqual(best('', ['bb', 'a/long', 'c']), ['c', 'bb', 'a/long']);
	});

	const path = fc.array(
		fc.string({ unit: fc.constantFrom(...'abAB_1.é\uefff'), minLength: 1, maxLength: 5 }),
		{
			minLength: 1,
			maxLength: 3,
		},
	);
	const paths = fc.array(
		path.map((names) => names.join('/')),
		{ maxLength: 30 },
	);

	it('are the same whatever the order in which they were found, and the first of more', () => {
		const typed = fc.string({ unit: fc.constantFrom(...'abA /_'), maxLength: 4 });
		fc.assert(
			fc.property(paths, typed, fc.nat(5), (found, text, most) => {
				const query = parsePathQuery(text);
				const all = bestPaths(query, found, 100);
				assert.deepEqual(bestPaths(query, found.toReversed(), 100), all);
				assert.deepEqual(bestPaths(query, found, most + 1), all.slice(0, most + 1));
			}),
		);
	});

	it('are those that hold every character in its order, and no others', () => {
		const typed = fc.string({ unit: fc.constantFrom(...'ab_/'), minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(paths, typed, (found, text) => {
				const pattern = new RegExp([...text].join('.*'), 'si');
				const wanted = found.filter((one) => pattern.test(one)).toSorted();
				assert.deepEqual(bestPaths(parsePathQuery(text), found, 100).toSorted(), wanted);
			}),
		);
	});

	it('stay findable, whatever their own name is', () => {
		fc.assert(
			fc.property(path, (names) => {
				const own = names.join('/');
				assert.deepEqual(best(own, ['zz', own]), [own]);
			}),
		);
	});
});
