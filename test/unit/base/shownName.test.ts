import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textOf } from '../../../src/base/rawText.ts';
import { shownName } from '../../../src/base/shownName.ts';

describe('A file name as a person sees it', () => {
	for (const [name, shown] of [
		['plain é 名.txt', 'plain é 名.txt'],
		['a\nb', 'a␊b'],
		['tab\there', 'tab␉here'],
		['\u001b[31mred', '␛[31mred'],
		['exe\u202efdp.', 'exe\\u202efdp.'],
		[textOf(Buffer.from([0x66, 0xff, 0xc3])), 'f\\xff\\xc3'],
	] as const) {
		it(`is ${shown}`, () => assert.equal(shownName(name), shown));
	}

	it('never holds what could break a line or turn it around, whatever its bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
				const shown = shownName(textOf(Buffer.from(bytes)));
				assert.doesNotMatch(shown, /[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\uef80-\uefff]/);
			}),
		);
	});
});
