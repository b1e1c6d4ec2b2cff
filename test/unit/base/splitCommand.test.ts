import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shellQuote } from '../../../src/base/shellQuote.ts';
import { splitCommand } from '../../../src/base/splitCommand.ts';

describe('A command line that a person types', () => {
	for (const [line, words] of [
		['', []],
		['  --time=30   --gpus=1 ', ['--time=30', '--gpus=1']],
		['--comment="two words" \'it is\' a\\ b', ['--comment=two words', 'it is', 'a b']],
		['"a \\"b\\" \\n $c"', ['a "b" \\n $c']],
		["''", ['']],
	] as const) {
		it(`is split as a shell would: ${line}`, () => assert.deepEqual(splitCommand(line), words));
	}

	it('is not split while a quote is open', () => {
		for (const line of ['"a', "b 'c", 'd "e\'']) assert.equal(splitCommand(line), undefined);
	});

	it('gives back all words that were quoted for a shell', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: fc.constantFrom(...`ab "'\\$#=\n\té`), maxLength: 8 }), { maxLength: 4 }),
				(words) => assert.deepEqual(splitCommand(shellQuote(words)), words),
			),
		);
	});
});
