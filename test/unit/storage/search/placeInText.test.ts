import assert from 'node:assert/strict';
import { lineMatch } from '../../../../src/storage/search/lineMatch.ts';
import { placeInText } from '../../../../src/storage/search/placeInText.ts';

const match = (line: number, text: string, start: number, end: number) =>
	lineMatch(line, Buffer.from(text), [[start, end]]);

function place(found: ReturnType<typeof match>, lines: readonly string[]): string {
	const { line, start, end } = placeInText(found, { count: lines.length, at: (index) => lines[index] ?? '' });
	return `${line}:${start}-${end}`;
}

describe('A match in the document that is opened', () => {
	it('is where it was found', () => {
		assert.equal(place(match(2, 'lr = 1', 0, 2), ['lr = 1', 'lr = 1', 'lr = 1']), '1:0-2');
	});

	it('is at the nearest line of its text, where lines were added or taken away', () => {
		assert.equal(place(match(1, 'lr = 1', 5, 6), ['#', '#', 'lr = 1', 'lr = 1']), '2:5-6');
		assert.equal(place(match(9, 'lr = 1', 5, 6), ['lr = 1', '#']), '0:5-6');
	});

	it('is at the line of its number, where the text is gone', () => {
		assert.equal(place(match(2, 'lr = 1', 0, 2), ['a', 'b', 'c']), '1:0-2');
		assert.equal(place(match(9, 'lr = 1', 0, 2), ['a', 'b', 'c']), '2:0-2');
	});

	it('is found where an editor begins lines at a lone carriage return, as after a progress bar', () => {
		assert.equal(
			place(match(1, '10 %\r20 %\rdone: loss 3', 16, 20), ['10 %', '20 %', 'done: loss 3']),
			'2:6-10',
		);
	});

	it('is found in a long line that is shown in part', () => {
		const line = `${'a'.repeat(1_000)}needle${'b'.repeat(1_000)}`;
		assert.equal(place(match(1, line, 1_000, 1_006), [line]), '0:1000-1006');
	});
});
