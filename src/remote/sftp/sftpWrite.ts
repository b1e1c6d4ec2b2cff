import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { isTimeout } from '../../base/abort.ts';
import { isProblem } from '../../problems/problem.ts';
import type { WriteOutcome } from '../remoteFiles.ts';
import { type Exec, type Prepared, prepareByShell, putByShell } from './saveByShell.ts';
import type { SftpCall } from './sftpChannel.ts';
import {
	ContentLostError,
	FileTroubleError,
	SFTP_FAILURE,
	SFTP_NO_PERMISSION,
	SFTP_NOT_FOUND,
	undefinedWhen,
} from './sftpErrors.ts';
import { overwriteFile } from './sftpInPlace.ts';
import { temporaryPrefix } from './sftpLeftovers.ts';
import type { SftpAttributes } from './sftpPacket.ts';
import {
	close,
	EXTENSION,
	fsetstat,
	fstat,
	OPEN_FLAG,
	open,
	posixRename,
	realpath,
	remove,
	rename,
	stat,
	statvfs,
} from './sftpRequest.ts';
import { throwUnlessFile } from './sftpStat.ts';
import { flushed, writeContent } from './sftpTransfer.ts';

/** For the shell's turn and its work. */
const PREPARE_MS = 30_000;
/** For copying a file on the server's own side. */
const PUT_MS = 300_000;

const FRESH = OPEN_FLAG.write | OPEN_FLAG.create | OPEN_FLAG.exclusive;

/**
 * Replaces or creates a file in one step: writes beside it, flushes, and renames over it. Links are followed; mode, owner,
 * group, access list and extended attributes are kept, the last two only where a shell is at hand. A file that cannot be
 * replaced without a change of those, that has other names (hard links), or in a directory that takes no other file, is
 * written in place: with a shell by a copy on the server's own side, which no cut of the link can leave half done; else over
 * SFTP, where what it held is written back as long as the link stands. What was written beside it is removed, whatever
 * fails, but not when the connection or the server goes away meanwhile: see `removeLeftovers`.
 */
export async function writeFile(
	call: SftpCall,
	path: string,
	content: Uint8Array,
	exec: Exec | undefined,
): Promise<WriteOutcome> {
	const [target, before] = await Promise.all([
		call.request(realpath(path)),
		call.request(stat(path)).catch(undefinedWhen(SFTP_NOT_FOUND)),
	]);
	if (!before) {
		await createFile(call, target, content);
		return { way: 'replaced' };
	}
	throwUnlessFile(before);
	const temporary = temporaryBeside(target);
	const [preparing, trying] = await Promise.allSettled([
		exec ? prepare(exec, target, temporary) : UNKNOWN,
		throwUnlessWritable(call, target),
	]);
	if (preparing.status === 'rejected') throw preparing.reason;
	const prepared = preparing.value;
	if (trying.status === 'rejected') {
		if (prepared.kind !== 'unknown') await call.tidy(remove(prepared.temporary));
		throw trying.reason;
	}
	if (prepared.kind === 'ready') {
		await intoTemporary(call, prepared.temporary, OPEN_FLAG.write, content, () =>
			renameOver(call, prepared.temporary, target),
		);
		return { way: 'replaced' };
	}
	if (prepared.kind === 'inPlace' && exec) {
		await intoTemporary(call, prepared.temporary, OPEN_FLAG.write, content, () =>
			putInPlace(exec, prepared.temporary, target),
		);
		return { way: 'inPlace', why: prepared.why };
	}
	const obstacle = await replaceBySftp(call, target, temporary, before, content);
	if (!obstacle) return { way: 'replaced' };
	await overwriteFile(call, target, before, content);
	return { way: 'inPlace', why: obstacle };
}

const UNKNOWN: Prepared = { kind: 'unknown' };

/** A shell that is not there is no reason to save nothing. */
async function prepare(exec: Exec, target: string, temporary: string): Promise<Prepared> {
	try {
		return await prepareByShell(exec, target, temporary, AbortSignal.timeout(PREPARE_MS));
	} catch (error) {
		if (isProblem(error, 'channelRefused') || isProblem(error, 'timedOut') || isTimeout(error))
			return UNKNOWN;
		throw error;
	}
}

/** A file that may not be written to could still be replaced, which nobody expects of a save. */
async function throwUnlessWritable(call: SftpCall, target: string): Promise<void> {
	const done = (handle: Buffer) => void call.tidy(close(handle));
	done(await call.request(open(target, OPEN_FLAG.write), done));
}

async function createFile(call: SftpCall, target: string, content: Uint8Array): Promise<void> {
	const temporary = temporaryBeside(target);
	await intoTemporary(call, temporary, FRESH, content, () => renameOver(call, temporary, target));
}

/** Writes a temporary file and does with it what it is for; it is gone afterwards. */
async function intoTemporary(
	call: SftpCall,
	temporary: string,
	flags: number,
	content: Uint8Array,
	use: () => Promise<void>,
): Promise<void> {
	let handle: Buffer | undefined;
	try {
		handle = await call.request(open(temporary, flags), (late) => void call.tidy(close(late)));
		await fillAndFlush(call, handle, content, temporary);
		await use();
	} catch (error) {
		// After the renaming there is nothing of that name.
		await discard(call, handle, temporary);
		throw error;
	}
	void call.tidy(close(handle));
}

async function fillAndFlush(
	call: SftpCall,
	handle: Buffer,
	content: Uint8Array,
	path: string,
): Promise<void> {
	try {
		await Promise.all([writeContent(call, handle, content), flushed(call, handle)]);
	} catch (error) {
		if (!(error instanceof FileTroubleError) || error.trouble !== 'full') throw error;
		throw new FileTroubleError('full', { cause: new Error(await wordsOnSpace(call, path, content.length)) });
	}
}

/** SFTP has one code for a full disk and a full quota; the file system's own figures tell which. */
async function wordsOnSpace(call: SftpCall, path: string, wanted: number): Promise<string> {
	if (!call.has(EXTENSION.statvfs)) return 'The disk or quota is full.';
	const space = await call.afterwards.request(statvfs(posix.dirname(path))).catch(() => undefined);
	if (!space) return 'The disk or quota is full.';
	const available = space.availableBlocks * space.blockSize;
	const isFull = available < wanted || (space.inodes > 0 && space.availableInodes === 0);
	return isFull
		? `The file system is full: ${available} bytes are left.`
		: `The quota is full: the file system itself has ${available} bytes left.`;
}

async function putInPlace(exec: Exec, temporary: string, target: string): Promise<void> {
	const outcome = await putByShell(exec, temporary, target, AbortSignal.timeout(PUT_MS));
	if (outcome.kind === 'done') return;
	if (outcome.kind === 'lost') {
		throw new ContentLostError(`it is kept in ${outcome.backup}`, new Error(outcome.words));
	}
	const isFull = /no space left|quota exceeded/i.test(outcome.words);
	throw new FileTroubleError(isFull ? 'full' : 'other', { cause: new Error(outcome.words) });
}

/** Undefined when it is done, else what stands against it. */
async function replaceBySftp(
	call: SftpCall,
	target: string,
	temporary: string,
	before: SftpAttributes,
	content: Uint8Array,
): Promise<'folderNotWritable' | 'owner' | undefined> {
	let handle: Buffer | undefined;
	try {
		// Until it has the mode of what it replaces, nobody else may read it.
		handle = await call
			.request(open(temporary, FRESH, { mode: 0o600 }))
			.catch(undefinedWhen(SFTP_NO_PERMISSION));
		if (!handle) return 'folderNotWritable';
		if (!(await takeOver(call, handle, before))) return 'owner';
		await fillAndFlush(call, handle, content, temporary);
		await renameOver(call, temporary, target);
		return undefined;
	} finally {
		// After the renaming there is nothing of that name.
		await discard(call, handle, temporary);
	}
}

/** Gives a fresh file the group and the mode of another. False when owner or group cannot be the same. */
async function takeOver(
	call: SftpCall,
	handle: Buffer,
	{ uid = 0, gid = 0, mode = 0 }: SftpAttributes,
): Promise<boolean> {
	const fresh = await call.request(fstat(handle));
	if (fresh.uid !== uid) return false;
	if (fresh.gid !== gid) {
		const change = call.request(fsetstat(handle, { uid, gid }));
		const isChanged = await change.then(() => true).catch(undefinedWhen(SFTP_NO_PERMISSION, SFTP_FAILURE));
		if (!isChanged) return false;
	}
	await call.request(fsetstat(handle, { mode: mode & 0o7777 }));
	return true;
}

/** Requests are answered in their order, so that this finds even a file whose opening nobody waited for. */
async function discard(call: SftpCall, handle: Buffer | undefined, temporary: string): Promise<void> {
	const closing = handle && call.tidy(close(handle));
	await Promise.all([closing, call.tidy(remove(temporary))]);
}

/** `.name.aif-5f3a09c2d1e4` */
function temporaryBeside(target: string): string {
	return posix.join(posix.dirname(target), temporaryPrefix(target) + randomBytes(6).toString('hex'));
}

/** Renames over what is there, in one step where the server can; else the old file has to go first. */
export async function renameOver(call: SftpCall, from: string, to: string): Promise<void> {
	if (call.has(EXTENSION.posixRename)) return call.request(posixRename(from, to));
	await call.request(remove(to)).catch(undefinedWhen(SFTP_NOT_FOUND));
	await call.request(rename(from, to));
}
