import type { SftpCall, SftpRequests } from './sftpChannel.ts';
import { ContentLostError, SFTP_NO_PERMISSION, undefinedWhen } from './sftpErrors.ts';
import type { SftpAttributes } from './sftpPacket.ts';
import { close, fsetstat, OPEN_FLAG, open } from './sftpRequest.ts';
import { flushed, readAll, writeAll, writeContent } from './sftpTransfer.ts';

/** Without truncation: what is cut off before is lost when the rest fails. */
const WRITE_OR_CREATE = OPEN_FLAG.write | OPEN_FLAG.create;

/**
 * Writes over a file that cannot be replaced. Readers may see a part; but when it fails, or is given up, the old content is
 * written back over the space that it had. Throws ContentLostError where that fails as well.
 */
export async function overwriteFile(
	call: SftpCall,
	target: string,
	before: SftpAttributes,
	content: Uint8Array,
): Promise<void> {
	const old = await contentOf(call, target, before.size ?? 0);
	const done = (opened: Buffer) => call.tidy(close(opened));
	const handle = await call.request(open(target, WRITE_OR_CREATE), (late) => void done(late));
	try {
		await writeContent(call, handle, content);
		if (content.length < (before.size ?? 0)) await cut(call, handle, content.length);
		await flushed(call, handle);
	} catch (error) {
		await putBack(call, handle, old, error);
		throw error;
	} finally {
		await done(handle);
	}
}

/** Undefined for a file that may be written but not read. */
async function contentOf(call: SftpCall, path: string, size: number): Promise<Uint8Array | undefined> {
	const done = (opened: Buffer) => call.tidy(close(opened));
	const handle = await call
		.request(open(path, OPEN_FLAG.read), (late) => void done(late))
		.catch(undefinedWhen(SFTP_NO_PERMISSION));
	if (!handle) return undefined;
	try {
		return await readAll(call, handle, size);
	} finally {
		void done(handle);
	}
}

async function putBack(
	{ afterwards, sizes }: SftpCall,
	handle: Buffer,
	old: Uint8Array | undefined,
	reason: unknown,
): Promise<void> {
	if (!old) throw new ContentLostError('It may not be read', reason);
	try {
		await writeAll({ request: afterwards.request, sizes }, handle, old);
		await cut(afterwards, handle, old.length);
	} catch (error) {
		throw new ContentLostError((error as Error).message, reason);
	}
}

const cut = (requests: SftpRequests, handle: Buffer, size: number) =>
	requests.request(fsetstat(handle, { size }));
