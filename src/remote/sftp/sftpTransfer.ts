import type { SFTPWrapper } from 'ssh2';
import { pipelined } from './pipelined.ts';
import type { SftpCall, SftpRequests } from './sftpChannel.ts';
import { FileTroubleError, SFTP_EOF, SFTP_FAILURE, sftpCode } from './sftpErrors.ts';

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
export function writeAll(call: SftpRequests, handle: Buffer, content: Uint8Array): Promise<void> {
	const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
	return pipelined(offsets(bytes.length), WIDTH, (offset) => {
		const length = Math.min(CHUNK, bytes.length - offset);
		return call.request((sftp, done) => sftp.write(handle, bytes, offset, length, offset, done));
	});
}

/** As `writeAll`. Throws FileTroubleError `full`. */
export async function writeContent(call: SftpRequests, handle: Buffer, content: Uint8Array): Promise<void> {
	try {
		await writeAll(call, handle, content);
	} catch (error) {
		// An open file that cannot be written to is out of space or quota; SFTP version 3 has no code for either.
		throw sftpCode(error) === SFTP_FAILURE ? new FileTroubleError('full', { cause: error }) : error;
	}
}

/** Waits until the server has an open file on its disk, where the server can tell. */
export function flushed(call: SftpRequests, handle: Buffer): Promise<void> {
	return call.request((sftp, done) => flush(sftp, handle, done));
}

/** ssh2 throws where the server does not announce `fsync@openssh.com`: then there is nothing to wait for. */
function flush(sftp: SFTPWrapper, handle: Buffer, done: (error?: Error | null) => void): void {
	try {
		sftp.ext_openssh_fsync(handle, done);
	} catch {
		done(undefined);
	}
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
