import type { FileAttributes, RemoteFile, RemoteStat } from '../remoteFiles.ts';
import type { SftpCall } from './sftpChannel.ts';
import type { SftpAttributes } from './sftpPacket.ts';
import { close, fsetstat, fstat } from './sftpRequest.ts';
import { factsOf } from './sftpStat.ts';
import { flushed, readInto, readOnce, readPart, writeContent } from './sftpTransfer.ts';

/** Does one call's work on the channel that a handle belongs to. */
export type OnChannel = <T>(
	verb: string,
	work: (call: SftpCall) => Promise<T>,
	signal: AbortSignal,
) => Promise<T>;

/** An open handle as a RemoteFile; `left` is called once, when it is closed. */
export function sftpHandle(handle: Buffer, on: OnChannel, left: () => void): RemoteFile {
	let isClosed = false;
	return {
		read: (offset, length, signal) => on('read', (call) => readPart(call, handle, offset, length), signal),
		readOnce: (offset, length, signal) =>
			on('read', (call) => readOnce(call, handle, offset, length), signal),
		readInto: (buffer, offset, signal) =>
			on('read', (call) => readInto(call, handle, offset, buffer), signal),
		write: (offset, bytes, signal) =>
			on('write', (call) => writeContent(call, handle, bytes, offset), signal),
		stat: (signal): Promise<RemoteStat> =>
			on('stat', async (call) => factsOf(await call.request(fstat(handle)), false), signal),
		truncate: (size, signal) => on('truncate', (call) => call.request(fsetstat(handle, { size })), signal),
		setAttributes: (attributes, signal) =>
			on('set attributes', (call) => call.request(fsetstat(handle, sftpAttributes(attributes))), signal),
		flush: (signal) => on('flush', (call) => flushed(call, handle), signal),
		async close() {
			if (isClosed) return;
			isClosed = true;
			await on('close', (call) => call.tidy(close(handle)), new AbortController().signal).catch(() => {});
			left();
		},
	};
}

export function sftpAttributes({ mode, modified }: FileAttributes): SftpAttributes {
	const seconds = modified === undefined ? undefined : Math.max(0, Math.floor(modified / 1000));
	return {
		...(mode !== undefined && { mode: mode & 0o7777 }),
		...(seconds !== undefined && { accessed: seconds, modified: seconds }),
	};
}
