import { pipelined } from './pipelined.ts';
import type { SftpCall } from './sftpChannel.ts';
import { SFTP_EOF, sftpCode } from './sftpErrors.ts';

/** One request's worth. OpenSSH takes up to 255 KiB, others less: ssh2 then sends or gets what they take. */
const CHUNK = 128 * 1024;

/** Requests under way at a time: as much as ssh2's channel window of 2 MiB lets through. */
const WIDTH = 16;

/** The content of an open file, whatever size it claims: some grow meanwhile, and those in /proc claim none. */
export async function readAll(call: SftpCall, handle: Buffer, size: number): Promise<Uint8Array> {
	const content = Buffer.alloc(size);
	let end = size;
	await pipelined(offsets(size), WIDTH, async (offset) => {
		const length = Math.min(CHUNK, size - offset);
		const count = await fill(call, handle, content.subarray(offset, offset + length), offset);
		if (count < length) end = Math.min(end, offset + count);
	});
	if (end < size) return content.subarray(0, end);
	const beyond: Buffer[] = [];
	for (let offset = size; ; ) {
		const buffer = Buffer.alloc(CHUNK);
		const count = await fill(call, handle, buffer, offset);
		beyond.push(buffer.subarray(0, count));
		offset += count;
		if (count < CHUNK) return Buffer.concat([content, ...beyond]);
	}
}

/** Writes all of it at the file's start. */
export function writeAll(call: SftpCall, handle: Buffer, content: Uint8Array): Promise<void> {
	const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
	return pipelined(offsets(bytes.length), WIDTH, (offset) => {
		const length = Math.min(CHUNK, bytes.length - offset);
		return call.request((sftp, done) => sftp.write(handle, bytes, offset, length, offset, done));
	});
}

/** Reads until the buffer is full or the file ends: an answer may be shorter than what was asked for. */
async function fill(call: SftpCall, handle: Buffer, buffer: Buffer, position: number): Promise<number> {
	let filled = 0;
	while (filled < buffer.length) {
		const length = buffer.length - filled;
		const at = position + filled;
		const count = await call
			.request<number>((sftp, done) => sftp.read(handle, buffer, filled, length, at, done))
			.catch((error: unknown) => {
				if (sftpCode(error) === SFTP_EOF) return 0;
				throw error;
			});
		if (count === 0) break;
		filled += count;
	}
	return filled;
}

function* offsets(size: number): Generator<number> {
	for (let offset = 0; offset < size; offset += CHUNK) yield offset;
}
