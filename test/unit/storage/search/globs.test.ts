import assert from 'node:assert/strict';
import { globToRegex, parseGlobs } from '../../../../src/storage/search/globs.ts';

describe('Patterns of files to include and exclude', () => {
	it('are a list with commas, of which those between braces are none', () => {
		assert.deepEqual(parseGlobs(' *.py, src/** ,, {a,b}.txt,'), ['*.py', 'src/**', '{a,b}.txt']);
		assert.deepEqual(parseGlobs('  '), []);
		assert.deepEqual(parseGlobs('a{,b'), ['a{,b']);
	});

	for (const [glob, yes, no] of [
		['*.py', ['./a.py', './x/y/a.py', './d.py/inside'], ['./a.pyc', './a']],
		['src', ['./src', './src/a', './x/src/a'], ['./srcs/a', './mysrc/a']],
		['./src', ['./src/a'], ['./x/src/a']],
		['/a/', ['./a/b'], ['./b/a']],
		['src/*.c', ['./src/a.c', './x/src/a.c'], ['./src/x/a.c']],
		['src/**/*.c', ['./src/a.c', './src/x/y/a.c'], ['./a.c']],
		['**/test/**', ['./test/a', './x/test/y/a'], ['./tests/a']],
		['{a,b}.t', ['./a.t', './b.t'], ['./c.t', './ab.t']],
		['[ab].t', ['./a.t'], ['./c.t']],
		['[!a].t', ['./c.t'], ['./a.t']],
		['a(1)+$.t', ['./a(1)+$.t'], ['./a1.t']],
		['{a', ['./{a'], ['./a']],
		['[', ['./['], ['./a']],
		['a]}', ['./a]}'], ['./a']],
	] as const) {
		it(`mean with ${glob}: ${yes.join(' ')}, not ${no.join(' ')}`, () => {
			// what is the same in POSIX and in JavaScript; the integration tests ask find itself
			const regex = new RegExp(`^(?:${globToRegex(glob)})$`, 's');
			assert.deepEqual(
				[...yes, ...no].filter((path) => regex.test(path)),
				yes,
			);
		});
	}
});
