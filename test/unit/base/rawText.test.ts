import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf, holdsRawBytes, textOf } from '../../../src/base/rawText.ts';

const anyBytes = fc.uint8Array({ maxLength: 60 });
/** Where UTF-8 is strict: overlong forms, surrogates, cut sequences, and the area that stands for raw bytes. */
const awkward = fc
	.array(
		fc.constantFrom(
			[0xc0, 0xaf],
			[0xed, 0xa0, 0x80],
			[0xe2, 0x82],
			[0xee, 0xbe, 0x80],
			[0xf4, 0x90],
			[0x41],
			[0xff],
		),
		{ maxLength: 8 },
	)
	.map((pieces) => Uint8Array.from(pieces.flat()));

describe('Text of any bytes', () => {
	it('is the same bytes again', () => {
		fc.assert(
			fc.property(fc.oneof(anyBytes, awkward), (bytes) => {
				assert.deepEqual(new Uint8Array(bytesOf(textOf(bytes))), bytes);
			}),
		);
	});

	it('can stand in a URI', () => {
		fc.assert(
			fc.property(fc.oneof(anyBytes, awkward), (bytes) => {
				const text = textOf(bytes);
				assert.equal(decodeURIComponent(encodeURIComponent(text)), text);
			}),
		);
	});

	it('is plain text where the bytes are UTF-8', () => {
		assert.equal(textOf(Buffer.from('run 😀 é')), 'run 😀 é');
		assert.ok(!holdsRawBytes('run 😀 é'));
		assert.equal(textOf(Uint8Array.of(0x66, 0xff)), 'f\uefff');
	});
});
