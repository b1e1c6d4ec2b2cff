import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { isProblem, ProblemError } from '../../problems/problem.ts';
import type { OpenMode, RemoteFile } from '../../remote/remoteFiles.ts';
import { Blocks } from './blocks.ts';
import { CHANGED } from './failures.ts';
import { localPart, partName } from './parts.ts';
import type { TransferProgress } from './progress.ts';
import { steadily, type TransferHost } from './transferHost.ts';
import type { TreeEntry } from './tree.ts';

/** For removing what is of no use: nobody who gave up a transfer waits longer. */
const DISCARD_MS = 5_000;

/**
 * Blocks for which a channel works at a time: while one is read or written on this computer, the other is on its way. Nothing is
 * gained by more.
 */
const UNDER_WAY = 2;

/** How a file is moved in blocks. */
export interface LargeMove {
	readonly host: TransferHost;
	readonly remote: string;
	readonly local: string | Buffer;
	readonly entry: TreeEntry;
	/** Channels that take part: several let more be under way over a distance, and cost more where there is none. */
	readonly lanes: number;
	readonly progress: Pick<TransferProgress, 'moved'>;
}

/**
 * Fetches a file beside its place, several blocks at a time, and puts it there when all have arrived. After a lost link it goes
 * on with the blocks that are missing, if the file over there is still the same. Throws as RemoteFiles do, or what `node:fs`
 * throws.
 */
export async function downloadLarge(move: LargeMove, signal: AbortSignal): Promise<void> {
	const { host, remote, local, entry, progress } = move;
	const part = localPart(local);
	const blocks = new Blocks(entry.size);
	const target = await open(part, 'wx', 0o600);
	let seen = Math.floor(entry.modified / 1000);
	try {
		await inLanes(move, 'read', blocks, signal, {
			async check(file) {
				const { size, modified } = await file.stat(signal);
				if (size !== entry.size) throw changed(host, remote);
				if (Math.floor(modified / 1000) === seen) return;
				progress.moved(-blocks.restart());
				seen = Math.floor(modified / 1000);
			},
			async move(file, { offset, length }, memory) {
				const count = await file.readInto(memory.subarray(0, length), offset, signal);
				if (count < length) throw changed(host, remote);
				await target.write(memory, 0, length, offset);
			},
			async finish(file) {
				const { size, modified } = await file.stat(signal);
				if (size !== entry.size || Math.floor(modified / 1000) !== seen) throw changed(host, remote);
			},
		});
		await target.chmod(entry.mode & 0o777);
		await target.utimes(seen, seen);
		await target.close();
		await rename(part, local);
	} catch (error) {
		await target.close().catch(() => {});
		await rm(part, { force: true });
		throw error;
	}
}

/**
 * Sends a file beside its place, several blocks at a time, and puts it there when the server has all of them on its disk. After a
 * lost link it goes on with the blocks that the server has not confirmed, if what it confirmed last is really there.
 */
export async function uploadLarge(move: LargeMove, signal: AbortSignal): Promise<void> {
	const { host, remote, local, entry, progress } = move;
	const { files } = host;
	const slash = remote.lastIndexOf('/') + 1;
	const part = remote.slice(0, slash) + partName();
	const blocks = new Blocks(entry.size);
	const source = await open(local, 'r');
	try {
		await inLanes({ ...move, remote: part }, 'continue', blocks, signal, {
			async check(file) {
				const { last } = blocks;
				if (!last || (await holds(file, source, last, signal))) return;
				progress.moved(-blocks.restart());
			},
			async move(file, { offset, length }, memory) {
				const bytes = await read(source, offset, memory.subarray(0, length));
				await file.write(offset, bytes, signal);
			},
			async finish(file) {
				const now = await source.stat();
				if (now.size !== entry.size || Math.floor(now.mtimeMs) !== entry.modified)
					throw changed(host, remote);
				await file.truncate(entry.size, signal);
				await file.setAttributes({ mode: entry.mode, modified: entry.modified }, signal);
				await file.flush(signal);
			},
		});
		await steadily(
			host,
			() => false,
			signal,
			() => putInPlace(move, part, signal),
		);
	} catch (error) {
		await files.remove(part, AbortSignal.timeout(DISCARD_MS)).catch(() => {});
		throw error;
	} finally {
		await source.close();
	}
}

/** A rename of which nobody heard the end may have happened. */
async function putInPlace({ host: { files }, remote, entry }: LargeMove, part: string, signal: AbortSignal) {
	try {
		await files.rename(part, remote, true, signal);
	} catch (error) {
		if (!isProblem(error, 'remoteFile') || error.problem.trouble !== 'notFound') throw error;
		const { size, modified } = await files.stat(remote, signal);
		if (size !== entry.size || Math.floor(modified / 1000) !== Math.floor(entry.modified / 1000)) throw error;
	}
}

interface BlockWork {
	/** After each opening: whether what has arrived still counts. */
	check(file: RemoteFile): Promise<void>;
	/** `memory` holds at least the block, and is the next one's after that. */
	move(
		file: RemoteFile,
		block: { readonly offset: number; readonly length: number },
		memory: Buffer,
	): Promise<void>;
	finish?(file: RemoteFile): Promise<void>;
}

/** Moves all blocks over as many channels as wanted, or as there are. */
async function inLanes(
	{ host, remote, lanes, progress }: LargeMove,
	how: OpenMode,
	blocks: Blocks,
	signal: AbortSignal,
	work: BlockWork,
): Promise<void> {
	let movedSince = false;
	const hasMoved = () => {
		const was = movedSince;
		movedSince = false;
		return was;
	};
	const inTurn = async (file: RemoteFile) => {
		// Memory made anew for each block costs more than the copies: the engine looks for what it can free after every few of them.
		const memory = Buffer.allocUnsafe(blocks.lengthOf(0));
		for (let block = blocks.take(); block; block = blocks.take()) {
			await work.move(file, block, memory);
			blocks.arrived(block.index);
			movedSince = true;
			progress.moved(block.length);
		}
	};
	const inLane = (file: RemoteFile) => allEnded(Array.from({ length: UNDER_WAY }, () => inTurn(file)));
	await steadily(host, hasMoved, signal, async () => {
		blocks.retake();
		const first = await openIn(host, remote, how, signal, lanes > 1 ? 1 : 0);
		const opened = [first];
		try {
			await work.check(first);
			const others = Array.from({ length: lanes - 1 }, async (_, index) => {
				const file = await host.files.open(remote, how, signal, index + 2).catch(() => undefined);
				// Where there is no channel for it, the others do its work.
				if (!file) return;
				opened.push(file);
				await inLane(file);
			});
			await allEnded([inLane(first), ...others]);
			await work.finish?.(first);
		} finally {
			await Promise.all(opened.map((file) => file.close()));
		}
	});
}

/** Fails with the first failure, when all have ended. */
async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
	const ends = await Promise.allSettled(works);
	const failed = ends.find((end) => end.status === 'rejected');
	if (failed) throw failed.reason;
}

async function openIn(host: TransferHost, path: string, how: OpenMode, signal: AbortSignal, lane: number) {
	try {
		return await host.files.open(path, how, signal, lane);
	} catch (error) {
		if (!isProblem(error, 'channelRefused')) throw error;
		return host.files.open(path, how, signal);
	}
}

async function holds(
	file: RemoteFile,
	source: FileHandle,
	{ offset, length }: { readonly offset: number; readonly length: number },
	signal: AbortSignal,
): Promise<boolean> {
	const [there, here] = await Promise.all([
		file.read(offset, length, signal),
		read(source, offset, Buffer.allocUnsafe(length)),
	]);
	return here.equals(there);
}

/** The part of a buffer that could be filled. */
async function read(source: FileHandle, offset: number, buffer: Buffer): Promise<Buffer> {
	let filled = 0;
	while (filled < buffer.length) {
		const { bytesRead } = await source.read(buffer, filled, buffer.length - filled, offset + filled);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return buffer.subarray(0, filled);
}

function changed(host: TransferHost, path: string): ProblemError {
	return new ProblemError({
		kind: 'remoteFile',
		host: host.shell?.name ?? '',
		path,
		trouble: 'changed',
		detail: CHANGED,
	});
}
