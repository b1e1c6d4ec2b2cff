import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Pattern {
	readonly regexp: string;
	readonly file?: number;
	readonly line?: number;
	readonly message?: number;
}

const { contributes } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
const sets: readonly { readonly patterns: readonly Pattern[] }[] = contributes.problemPatterns;

/** As VS Code matches: every pattern against the line that follows the one before. */
function problemsIn(text: string): readonly string[] {
	const lines = text.split('\n');
	return lines.flatMap((_, start) =>
		sets.flatMap(({ patterns }) => {
			const found = patterns.map((pattern, at) => ({
				pattern,
				match: new RegExp(pattern.regexp).exec(lines[start + at] ?? ''),
			}));
			if (found.some(({ match }) => !match)) return [];
			const part = (key: 'file' | 'line' | 'message') =>
				found.map(({ pattern, match }) => match?.[pattern[key] ?? 99] ?? '').join('');
			return `${part('file')}:${part('line')} ${part('message')}`;
		}),
	);
}

describe('Problems in the output of a task', () => {
	it('are the ends of tracebacks, as Python before and after 3.11 writes them', () => {
		const text = [
			'Traceback (most recent call last):',
			'  File "train.py", line 9, in <module>',
			'    main()',
			'  File "src/a b.py", line 3, in main',
			"    raise ValueError('too many')",
			'ValueError: too many',
			'Traceback (most recent call last):',
			'  File "train.py", line 9, in <module>',
			'    main()',
			'    ~~~~^^',
			'  File "src/model.py", line 5, in main',
			'    return 1 / 0',
			'           ~~^~~',
			'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB',
			'epoch 1',
		].join('\n');
		assert.deepEqual(problemsIn(text), [
			'src/a b.py:3 ValueError: too many',
			'src/model.py:5 torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB',
		]);
	});
});
