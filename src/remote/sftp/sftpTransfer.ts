import { pipelined } from './pipelined.ts';
import type { SftpCall, SftpRequests } from './sftpChannel.ts';
import { FileTroubleError, SFTP_EOF, SFTP_FAILURE, sftpCode } from './sftpErrors.ts';
import { EXTENSION, fsync, read, write } from './sftpRequest.ts';

/** What one READ or WRITE carries before the server has told its limits. */
const CHUNK = 32 * 1024;

/** Bytes under way at a time: as much as the channel's window lets through. */
const UNDER_WAY = 4 * 1024 * 1024;

type Transfer = Pick<SftpCall, 'request' | 'sizes'>;

/** A part of an open file, shorter only where the file ends. */
export async function readPart(
	call: Transfer,
	handle: Buffer,
	offset: number,
	length: number,
): Promise<Buffer> {
	const content = Buffer.allocUnsafe(length);
	return content.subarray(0, await readInto(call, handle, offset, content));
}

/** As much of a part of an open file as one answer carries; nothing at its end. */
export async function readOnce(
	call: Transfer,
	handle: Buffer,
	offset: number,
	length: number,
): Promise<Buffer> {
	const { read: most } = await call.sizes;
	const content = Buffer.allocUnsafe(Math.min(length, most));
	return content.subarray(0, await readPiece(call, handle, offset, content));
}

/** Fills a buffer from an offset on, and tells how many bytes there were. After a failure late answers may still come into it. */
export async function readInto(
	call: Transfer,
	handle: Buffer,
	offset: number,
	content: Buffer,
): Promise<number> {
	const { read: chunk } = await call.sizes;
	const { length } = content;
	let end = length;
	await pipelined(offsets(length, chunk), widthFor(chunk), async (at) => {
		const wanted = content.subarray(at, Math.min(at + chunk, length));
		const count = await fill(call, handle, wanted, offset + at);
		if (count < wanted.length) end = Math.min(end, at + count);
	});
	return end;
}

/** The content of an open file, whatever size it claims: some grow meanwhile, and those in /proc claim none. */
export async function readAll(call: Transfer, handle: Buffer, size: number): Promise<Uint8Array> {
	const content = await readPart(call, handle, 0, size);
	if (content.length < size) return content;
	const beyond: Buffer[] = [];
	for (let offset = size; ; ) {
		const piece = await readPart(call, handle, offset, CHUNK);
		beyond.push(piece);
		offset += piece.length;
		if (piece.length < CHUNK) return beyond[0]?.length === 0 ? content : Buffer.concat([content, ...beyond]);
	}
}

/** Writes all of it from an offset on. */
export async function writeAll(
	call: Transfer,
	handle: Buffer,
	content: Uint8Array,
	offset = 0,
): Promise<void> {
	const { write: chunk } = await call.sizes;
	await pipelined(offsets(content.length, chunk), widthFor(chunk), (at) =>
		call.request(write(handle, offset + at, content.subarray(at, at + chunk))),
	);
}

/** As `writeAll`. Throws FileTroubleError `full`. */
export async function writeContent(
	call: Transfer,
	handle: Buffer,
	content: Uint8Array,
	offset = 0,
): Promise<void> {
	try {
		await writeAll(call, handle, content, offset);
	} catch (error) {
		// An open file that cannot be written to is out of space or quota; SFTP version 3 has no code for either.
		throw sftpCode(error) === SFTP_FAILURE ? new FileTroubleError('full', { cause: error }) : error;
	}
}

/** Waits until the server has an open file on its disk, where the server can tell. */
export async function flushed(call: SftpCall, handle: Buffer): Promise<void> {
	if (call.has(EXTENSION.fsync)) await call.request(fsync(handle));
}

/** Reads until the buffer is full or the file ends: an answer may be shorter than what was asked for. */
async function fill(call: SftpRequests, handle: Buffer, buffer: Buffer, position: number): Promise<number> {
	let filled = 0;
	while (filled < buffer.length) {
		const count = await readPiece(call, handle, position + filled, buffer.subarray(filled));
		if (count === 0) break;
		filled += count;
	}
	return filled;
}

/** What one answer brings into a buffer: so many bytes, 0 at the file's end. */
function readPiece(call: SftpRequests, handle: Buffer, position: number, buffer: Buffer): Promise<number> {
	return call.request(read(handle, position, buffer)).catch((error: unknown) => {
		if (sftpCode(error) === SFTP_EOF) return 0;
		throw error;
	});
}

const widthFor = (chunk: number) => Math.max(4, Math.ceil(UNDER_WAY / chunk));

function* offsets(size: number, step: number): Generator<number> {
	for (let offset = 0; offset < size; offset += step) yield offset;
}
