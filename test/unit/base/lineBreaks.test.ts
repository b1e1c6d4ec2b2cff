import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineBreaksIn, startOfLastLines } from '../../../src/base/lineBreaks.ts';

describe('Line breaks in bytes', () => {
	const texts = fc.array(fc.constantFrom('', 'a', 'bc'), { maxLength: 8 }).map((lines) => lines.join('\n'));

	it('are counted', () => {
		fc.assert(fc.property(texts, (text) => lineBreaksIn(Buffer.from(text)) === text.split('\n').length - 1));
	});

	it('tell where the last lines begin', () => {
		fc.assert(
			fc.property(texts, fc.nat(10), (text, lines) => {
				const start = startOfLastLines(Buffer.from(text), lines);
				const rest = text.slice(start);
				assert.equal(lineBreaksIn(Buffer.from(rest)), Math.min(lines, lineBreaksIn(Buffer.from(text))));
				assert.ok(start === 0 || start === text.length || text[start - 1] === '\n');
			}),
		);
	});

	it('leave nothing where no line is wanted', () => {
		assert.equal(startOfLastLines(Buffer.from('a\nb'), 0), 3);
	});
});
