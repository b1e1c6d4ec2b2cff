import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { gatherWrites } from '../../../../src/remote/link/gatherWrites.ts';

describe('what is written in one turn of the event loop', () => {
	it('goes out together, in its order', async () => {
		const wire = new Wire();
		gatherWrites(wire);
		for (const piece of ['length', 'content', 'seal']) wire.write(piece);
		assert.deepEqual(wire.sent, []);
		await setImmediate();
		wire.write('later');
		await setImmediate();
		assert.deepEqual(wire.sent, ['lengthcontentseal', 'later']);
	});

	it('goes out as one piece where a stream takes no more at a time', async () => {
		const sent: string[] = [];
		const channel = new Duplex({
			read: () => {},
			write(piece: Buffer, _encoding, done) {
				sent.push(piece.toString());
				done();
			},
		});
		gatherWrites(channel);
		for (const piece of ['length', 'content', 'seal']) channel.write(piece);
		await setImmediate();
		assert.deepEqual(sent, ['lengthcontentseal']);
	});

	it('does not wait for the end of a turn that writes much', () => {
		const wire = new Wire();
		gatherWrites(wire);
		for (let count = 0; count < 10; count++) wire.write(Buffer.alloc(32 * 1024));
		assert.equal(wire.sent.join('').length, 8 * 32 * 1024);
	});

	it('goes out before an end that comes in the same turn', async () => {
		const wire = new Wire();
		gatherWrites(wire);
		wire.write('goodbye');
		wire.end();
		await setImmediate();
		assert.deepEqual(wire.sent, ['goodbye']);
		assert.equal(wire.writableFinished, true);
	});
});

/** A stream that takes several pieces at a time, as a socket does. */
class Wire extends Duplex {
	/** What was taken at a time. */
	readonly sent: string[] = [];

	override _read(): void {}

	override _write(piece: Buffer, _encoding: string, done: () => void): void {
		this.sent.push(piece.toString());
		done();
	}

	override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
		this.sent.push(pieces.map(({ chunk }) => chunk.toString()).join(''));
		done();
	}
}
