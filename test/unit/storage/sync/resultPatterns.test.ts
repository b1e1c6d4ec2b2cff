import assert from 'node:assert/strict';
import { resultPatterns } from '../../../../src/storage/sync/resultPatterns.ts';

describe('The patterns of results', () => {
	for (const [lines, tops] of [
		[
			['outputs/**', 'logs/*.out'],
			['outputs', 'logs'],
		],
		[['outputs/**', '*.csv'], ['']],
		[
			['/top.csv', 'a/b/c.txt'],
			['top.csv', 'a/b/c.txt'],
		],
		[['outputs/'], ['']],
		[['/outputs/'], ['outputs']],
		[['a/**', 'a/b/*.x'], ['a']],
		[['**/x/y'], ['']],
		[['a\\*/b'], ['']],
		[['# a remark', '', 'out/**', '!out/tmp'], ['out']],
	] as const) {
		it(`look for ${lines.join(' ')} in ${JSON.stringify(tops)} only`, () => {
			assert.deepEqual(resultPatterns(lines).tops, tops);
		});
	}

	it('match as the lines of a .gitignore do', () => {
		const { matches } = resultPatterns(['outputs/**', '*.csv', '!bad.csv', '/top/']);
		const found = ['outputs/a/b', 'x/y.csv', 'bad.csv', 'top/x', 'x/top/y', 'notes'].filter(matches);
		assert.deepEqual(found, ['outputs/a/b', 'x/y.csv', 'top/x']);
	});

	it('match nothing of a repository, nor what a transfer has not finished', () => {
		const { matches } = resultPatterns(['**']);
		assert.deepEqual(['.git/HEAD', 'a/.git/x', 'a/.aif-part-x', 'a/x'].filter(matches), ['a/x']);
	});
});
