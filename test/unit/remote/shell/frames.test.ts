import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { type Frame, FrameReader, Mark } from '../../../../src/remote/shell/frames.ts';

describe('FrameReader', () => {
	const mark = new Mark();
	const markWith = (value: string) => execFileSync('sh', ['-c', mark.printing(value)]);

	it('finds the mark that a shell prints, however the network cut the bytes', () => {
		const closing = markWith('3');
		const almost = [...mark.start.subarray(0, -1), 0x1e, 0x3a, 0xff, 0x0a];
		const output = fc
			.uint8Array({ max: 255, maxLength: 60 })
			.chain((bytes) =>
				fc.constantFrom(Buffer.from(bytes), Buffer.concat([bytes, Buffer.from(almost)]), Buffer.from(almost)),
			);
		const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 10 });
		fc.assert(
			fc.property(output, cuts, fc.uint8Array({ maxLength: 5 }), (bytes, at, after) => {
				const frame = read(new FrameReader(mark), Buffer.concat([bytes, closing, after]), at);
				assert.deepEqual(frame && [...frame.bytes], [...bytes]);
				assert.equal(frame?.value, '3');
			}),
		);
	});

	it('hands over what came before when there is no mark', () => {
		const reader = new FrameReader(mark);
		assert.equal(reader.push(Buffer.from('half ')), undefined);
		assert.equal(reader.push(mark.start), undefined);
		assert.equal(reader.bytes.toString(), `half ${mark.start.toString()}`);
	});

	it('is not misled by a shell that shows its input', () => {
		assert.ok(!mark.printing('$?').includes(mark.start.toString().slice(1)));
	});

	it('goes through ten megabytes', () => {
		const reader = new FrameReader(mark);
		const chunk = Buffer.alloc(32 * 1024, 0x1e);
		for (let count = 0; count < 320; count++) reader.push(chunk);
		assert.equal(reader.push(markWith('0'))?.bytes.length, 320 * chunk.length);
	});
});

/** Feeds the bytes in pieces that end at the given places; what follows the frame belongs to it as well. */
function read(reader: FrameReader, bytes: Buffer, cuts: readonly number[]): Frame | undefined {
	const places = [0, ...[...cuts].sort((a, b) => a - b).filter((cut) => cut < bytes.length), bytes.length];
	for (const [index, from] of places.slice(0, -1).entries()) {
		const frame = reader.push(bytes.subarray(from, places[index + 1]));
		if (frame) return frame;
	}
	return undefined;
}
