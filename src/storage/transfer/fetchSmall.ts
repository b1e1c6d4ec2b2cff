import { open, rename, rm } from 'node:fs/promises';
import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';
import { atATime } from './atATime.ts';
import type { Transfer } from './download.ts';
import { CHANGED, isAboutOne, reasonOf } from './failures.ts';
import { localPath } from './localFiles.ts';
import { localPart } from './parts.ts';
import type { TransferFailure } from './progress.ts';
import { commandFailed, once } from './shellWork.ts';
import { TarReader } from './tarFormat.ts';
import { TAR_QUOTING, tarTroubles } from './tarWords.ts';
import { steadily } from './transferHost.ts';
import { type PlanItem, SMALL_BYTES } from './transferPlan.ts';
import type { TreeEntry } from './tree.ts';

/** Small local files that are being written at a time. */
const WRITERS = 24;
/** A file that was small when it was planned may have grown; what is held of one here has a bound. */
const MOST_BYTES = 4 * SMALL_BYTES;

/** Fetches small files as one stream, and after a lost link those that are missing. Returns what did not come. */
export async function fetchSmall(
	transfer: Transfer,
	items: readonly PlanItem[],
	signal: AbortSignal,
): Promise<readonly TransferFailure[]> {
	const { host, progress } = transfer;
	const left = new Map(items.map(({ entry }) => [entry.path, entry]));
	const troubles = new Map<string, string>();
	let arrived = 0;
	const hasMoved = () => {
		const was = arrived > 0;
		arrived = 0;
		return was;
	};
	const came = (path: string) => {
		left.delete(path);
		arrived += 1;
		progress.done(1);
	};
	const fetching: Fetching = { left, troubles, came };
	await steadily(host, hasMoved, signal, async () => {
		if (left.size === 0) return;
		for (const path of left.keys()) troubles.delete(path);
		if (host.shell) await fetchByTar(transfer, host.shell, fetching, signal);
		else await fetchEach(transfer, fetching, signal);
	});
	for (const path of left.keys()) if (!troubles.has(path)) troubles.set(path, 'It is not there any more.');
	return [...troubles].map(([path, reason]) => ({ path, reason }));
}

interface Fetching {
	/** What has not come. */
	readonly left: ReadonlyMap<string, TreeEntry>;
	readonly troubles: Map<string, string>;
	readonly came: (path: string) => void;
}

async function fetchByTar(
	{ remote, local, progress }: Transfer,
	shell: SteadyHost,
	{ left, troubles, came }: Fetching,
	signal: AbortSignal,
): Promise<void> {
	const wanted = new Set(left.keys());
	const command = `cd -- ${shellQuote([remote])} && exec tar -c --format=gnu --hard-dereference --no-recursion ${TAR_QUOTING} --null -T - -f -`;
	const names = bytesOf([...wanted].map((path) => `./${path}\0`).join(''));
	const writing = new Set<Promise<void>>();
	let failure: unknown;
	/** Bytes that were told as moved and are not in their place. */
	let loose = 0;
	const write = async (entry: TreeEntry, content: Buffer) => {
		try {
			await writeWhole(localPath(local, entry.path), entry, content);
			loose -= content.length;
			came(entry.path);
		} catch (error) {
			if (isAboutOne(error)) troubles.set(entry.path, reasonOf(error));
			else failure ??= error;
		}
	};
	let current: { readonly entry: TreeEntry; readonly pieces: Uint8Array[] } | undefined;
	const reader = new TarReader({
		entry(entry) {
			current = undefined;
			// Only what was asked for is written, wherever the archive says that it belongs.
			if (!wanted.has(entry.path)) return;
			if (entry.type !== 'file' || entry.size > MOST_BYTES) {
				troubles.set(entry.path, CHANGED);
				return;
			}
			current = { entry, pieces: [] };
			progress.current(entry.path);
		},
		content(bytes) {
			if (!current) return;
			current.pieces.push(Buffer.from(bytes));
			loose += bytes.length;
			progress.moved(bytes.length);
		},
		done() {
			if (!current) return;
			const { entry, pieces } = current;
			current = undefined;
			const work = write(entry, Buffer.concat(pieces)).finally(() => writing.delete(work));
			writing.add(work);
		},
	});
	const errors: Uint8Array[] = [];
	try {
		for await (const { from, bytes } of shell.stream(command, signal, once(names))) {
			if (from === 'stdout') reader.push(bytes);
			else errors.push(bytes);
			while (writing.size > WRITERS) await Promise.race(writing);
			if (failure) break;
		}
	} finally {
		await Promise.all(writing);
		progress.moved(-loose);
	}
	if (failure) throw failure;
	const words = textOf(Buffer.concat(errors));
	for (const [path, reason] of tarTroubles(words)) if (wanted.has(path)) troubles.set(path, reason);
	if (!reader.isComplete) throw commandFailed(shell, command, { exitCode: null, words });
}

/** Where there is no shell: many round trips at a time. */
async function fetchEach(
	{ host, remote, local, progress }: Transfer,
	{ left, troubles, came }: Fetching,
	signal: AbortSignal,
): Promise<void> {
	await atATime(WRITERS, [...left.values()], async (entry) => {
		try {
			progress.current(entry.path);
			const content = await host.files.read(`${remote}/${entry.path}`, signal);
			await writeWhole(localPath(local, entry.path), entry, content);
			progress.moved(content.length);
			came(entry.path);
		} catch (error) {
			signal.throwIfAborted();
			if (!isAboutOne(error)) throw error;
			troubles.set(entry.path, reasonOf(error));
		}
	});
}

/** Beside its place first: a program that reads it meanwhile sees the old file or the new one. */
async function writeWhole(place: string | Buffer, entry: TreeEntry, content: Uint8Array): Promise<void> {
	const part = localPart(place);
	try {
		const file = await open(part, 'wx', 0o600);
		try {
			await file.writeFile(content);
			await file.chmod(entry.mode & 0o777);
			await file.utimes(entry.modified / 1000, entry.modified / 1000);
		} finally {
			await file.close();
		}
		await rename(part, place);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}
