import { delay } from '../base/abort.ts';
import { isProblem } from '../problems/problem.ts';
import type { RemoteFile } from '../remote/remoteFiles.ts';
import type { FollowedFile, ReadingEnd } from './followedFile.ts';
import { lookAtOutput, type OutputPosition } from './outputPosition.ts';

/** One small request for each look, as long as something comes; then they become rarer. */
const QUICK_MS = 200;
const CALM_MS = 1_000;
const QUICK_FOR_MS = 15_000;
/** A network file system shows what others wrote when a file is opened; an open one may stay as it was. */
const REOPEN_MS = 3_000;
const BLOCK_BYTES = 256 * 1024;

/** Reads a file over SFTP, now and then. @param forGood false when a `tail` would be better, as soon as there is a place for it */
export async function* pollFile(
	file: FollowedFile,
	at: OutputPosition,
	forGood: boolean,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, ReadingEnd> {
	let lastNews = Date.now();
	for (;;) {
		const look = await lookAtOutput(file.host, file.path, at.mark, signal);
		if (look && !look.goesOn) return 'restarted';
		if (look && look.size - at.position > (file.mostBehindBytes ?? look.size)) return 'behind';
		const open = look && (await openedUnlessGone(file, signal));
		const until = Date.now() + REOPEN_MS;
		try {
			do {
				const bytes = open && (await newBytes(open, at.position, signal));
				if (bytes && bytes.length > 0) {
					lastNews = Date.now();
					yield bytes;
				} else await delay(Date.now() - lastNews < QUICK_FOR_MS ? QUICK_MS : CALM_MS, signal);
			} while (Date.now() < until);
		} finally {
			void open?.close();
		}
		if (forGood) continue;
		const leave = file.places.take();
		leave?.();
		if (leave) return 'placeFree';
	}
}

/** By the size first: a read that asks for more waits for the end, which moves on in a file that grows. */
async function newBytes(
	file: RemoteFile,
	position: number,
	signal: AbortSignal,
): Promise<Uint8Array | undefined> {
	const { size } = await file.stat(signal);
	return size > position ? file.read(position, Math.min(size - position, BLOCK_BYTES), signal) : undefined;
}

async function openedUnlessGone(
	{ host, path }: FollowedFile,
	signal: AbortSignal,
): Promise<RemoteFile | undefined> {
	try {
		return await host.files.open(path, 'read', signal);
	} catch (error) {
		if (isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound') return undefined;
		throw error;
	}
}
