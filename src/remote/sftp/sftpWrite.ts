import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { SFTPWrapper, Stats } from 'ssh2';
import type { WriteOutcome } from '../remoteFiles.ts';
import type { SftpCall } from './sftpChannel.ts';
import { SFTP_FAILURE, SFTP_NO_PERMISSION, SFTP_NOT_FOUND, undefinedWhen } from './sftpErrors.ts';
import { overwriteFile } from './sftpInPlace.ts';
import { temporaryPrefix } from './sftpLeftovers.ts';
import { throwUnlessFile } from './sftpStat.ts';
import { flushed, writeContent } from './sftpTransfer.ts';

/**
 * Replaces or creates a file in one step: writes beside it, flushes, and renames over it. Links are followed. A file that
 * cannot be replaced without a change of owner or group, or in a directory that takes no other file, is written in place.
 * What was written beside it is removed, whatever fails, but not when the connection or the server goes away meanwhile:
 * see `removeLeftovers`.
 */
export async function writeFile(call: SftpCall, path: string, content: Uint8Array): Promise<WriteOutcome> {
	const [target, before] = await Promise.all([
		call.request<string>((sftp, done) => sftp.realpath(path, done)),
		call.request<Stats>((sftp, done) => sftp.stat(path, done)).catch(undefinedWhen(SFTP_NOT_FOUND)),
	]);
	if (before) throwUnlessFile(before);
	if (await replaceFile(call, target, before, content)) return { way: 'replaced' };
	await overwriteFile(call, target, before, content);
	return { way: 'inPlace', why: 'folderNotWritable' };
}

/** False when nothing could be created beside the file, or not with its owner and group. */
async function replaceFile(
	call: SftpCall,
	target: string,
	before: Stats | undefined,
	content: Uint8Array,
): Promise<boolean> {
	const temporary = temporaryBeside(target);
	// Until it has the mode of what it replaces, nobody else may read it.
	const attributes = before ? { mode: 0o600 } : {};
	let handle: Buffer | undefined;
	try {
		handle = await call
			.request<Buffer>((sftp, done) => sftp.open(temporary, 'wx', attributes, done))
			.catch(undefinedWhen(SFTP_NO_PERMISSION));
		if (!handle || (before && !(await takeOver(call, handle, before)))) return false;
		await writeContent(call, handle, content);
		await flushed(call, handle);
		await call.request((sftp, done) => renameOver(sftp, temporary, target, done));
		return true;
	} finally {
		// After the renaming there is nothing of that name.
		await discard(call, handle, temporary);
	}
}

/** Gives a fresh file the group and the mode of another. False when owner or group cannot be the same. */
async function takeOver(call: SftpCall, handle: Buffer, { uid, gid, mode }: Stats): Promise<boolean> {
	const fresh = await call.request<Stats>((sftp, done) => sftp.fstat(handle, done));
	if (fresh.uid !== uid) return false;
	if (fresh.gid !== gid) {
		const change = call.request((sftp, done) => sftp.fchown(handle, uid, gid, done));
		const isChanged = await change.then(() => true).catch(undefinedWhen(SFTP_NO_PERMISSION, SFTP_FAILURE));
		if (!isChanged) return false;
	}
	await call.request((sftp, done) => sftp.fchmod(handle, mode & 0o7777, done));
	return true;
}

/** Requests are answered in their order, so that this finds even a file whose opening nobody waited for. */
async function discard(call: SftpCall, handle: Buffer | undefined, temporary: string): Promise<void> {
	const closing = handle && call.tidy((sftp, done) => sftp.close(handle, done));
	await Promise.all([closing, call.tidy((sftp, done) => sftp.unlink(temporary, done))]);
}

/** `.name.aif-5f3a09c2d1e4` */
function temporaryBeside(target: string): string {
	return posix.join(posix.dirname(target), temporaryPrefix(target) + randomBytes(6).toString('hex'));
}

/** How ssh2 hands over the answer to a request without content. */
type Done = (error?: Error | null) => void;

/** Renames over what is there, in one step where the server can (`posix-rename@openssh.com`); else the old file has to go first. */
export function renameOver(sftp: SFTPWrapper, from: string, to: string, done: Done): void {
	try {
		sftp.ext_openssh_rename(from, to, done);
	} catch {
		sftp.unlink(to, () => sftp.rename(from, to, done));
	}
}
