import type { Duplex } from 'node:stream';

/** So much goes on at once, that the other side need not wait for the end of a long turn of work here. */
const ENOUGH_BYTES = 128 * 1024;

/** Bytes, or text. */
interface Sized {
	readonly length: number;
}

/**
 * Lets what is written in one turn of the event loop go out together. ssh2 1.17 writes each packet as its length, its content
 * and its seal, which are three system calls and three segments on the wire; of a small request these cost more than all else.
 */
export function gatherWrites(stream: Duplex): void {
	const write = stream.write.bind(stream) as (bytes: Sized, ...rest: unknown[]) => boolean;
	// A socket takes many pieces at a time; of a channel of another link each would become a packet of its own.
	stream._writev ??= (pieces, done) =>
		stream._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
	let gathered = 0;
	let isScheduled = false;
	const release = () => {
		isScheduled = false;
		gathered = 0;
		stream.uncork();
	};
	stream.write = (bytes: Sized, ...rest: unknown[]) => {
		if (!isScheduled) {
			isScheduled = true;
			stream.cork();
			process.nextTick(release);
		}
		const isTaken = write(bytes, ...rest);
		gathered += bytes.length;
		if (gathered >= ENOUGH_BYTES) {
			gathered = 0;
			stream.uncork();
			stream.cork();
		}
		return isTaken;
	};
}
