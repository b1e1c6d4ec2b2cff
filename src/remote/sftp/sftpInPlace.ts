import type { Stats } from 'ssh2';
import type { SftpCall, SftpRequests } from './sftpChannel.ts';
import { ContentLostError, SFTP_NO_PERMISSION, undefinedWhen } from './sftpErrors.ts';
import { flushed, readAll, writeAll, writeContent } from './sftpTransfer.ts';

/** SSH_FXF_WRITE and SSH_FXF_CREAT, without SSH_FXF_TRUNC: what is cut off before is lost when the rest fails. */
const WRITE_OR_CREATE = 0x02 | 0x08;

/**
 * Writes over a file that cannot be replaced. Readers may see a part; but when it fails, or is given up, the old content is
 * written back over the space that it had. Throws ContentLostError where that fails as well.
 */
export async function overwriteFile(
	call: SftpCall,
	target: string,
	before: Stats | undefined,
	content: Uint8Array,
): Promise<void> {
	const old = before ? await contentOf(call, target, before.size) : new Uint8Array();
	const close = (opened: Buffer) => call.tidy((sftp, done) => sftp.close(opened, done));
	const handle = await call.request<Buffer>((sftp, done) => sftp.open(target, WRITE_OR_CREATE, done), close);
	try {
		await writeContent(call, handle, content);
		if (content.length < (before?.size ?? 0)) await cut(call, handle, content.length);
		await flushed(call, handle);
	} catch (error) {
		await putBack(call.afterwards, handle, old, error);
		throw error;
	} finally {
		await close(handle);
	}
}

/** Undefined for a file that may be written but not read. */
async function contentOf(call: SftpCall, path: string, size: number): Promise<Uint8Array | undefined> {
	const close = (opened: Buffer) => call.tidy((sftp, done) => sftp.close(opened, done));
	const handle = await call
		.request<Buffer>((sftp, done) => sftp.open(path, 'r', done), close)
		.catch(undefinedWhen(SFTP_NO_PERMISSION));
	if (!handle) return undefined;
	try {
		return await readAll(call, handle, size);
	} finally {
		void close(handle);
	}
}

async function putBack(
	requests: SftpRequests,
	handle: Buffer,
	old: Uint8Array | undefined,
	reason: unknown,
): Promise<void> {
	if (!old) throw new ContentLostError('It may not be read', reason);
	try {
		await writeAll(requests, handle, old);
		await cut(requests, handle, old.length);
	} catch (error) {
		throw new ContentLostError((error as Error).message, reason);
	}
}

const cut = (requests: SftpRequests, handle: Buffer, size: number) =>
	requests.request((sftp, done) => sftp.fsetstat(handle, { size }, done));
