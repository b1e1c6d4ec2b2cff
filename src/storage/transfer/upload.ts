import { readFile } from 'node:fs/promises';
import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import { isProblem, ProblemError } from '../../problems/problem.ts';
import { atATime } from './atATime.ts';
import { commandFailed, FAR_LANES, FAR_MS, isAboutOne, SMALL_BYTES, type Transfer } from './download.ts';
import { isStill, uploadLarge } from './largeFile.ts';
import { localPath } from './localFiles.ts';
import type { TransferFailure } from './progress.ts';
import { readRemoteTree, readTreeBySftp } from './remoteTree.ts';
import { TAR_END, tarHeader, tarPadding } from './tarFormat.ts';
import { roundTripOf, steadily, type TransferHost } from './transferHost.ts';
import type { PlanItem } from './transferPlan.ts';
import { isSame, type Tree, type TreeEntry } from './tree.ts';

/** Small local files that are read ahead, and SFTP calls at a time where there is no shell. */
const READERS = 24;
/** Renames are one round trip each and cost the server little. */
const RENAMES = 128;

/** Sends what a plan says. What fails alone is told, and the rest goes on; a full disk or a lost connection ends it. */
export async function upload(transfer: Transfer, signal: AbortSignal): Promise<readonly TransferFailure[]> {
	const { host, remote, local, plan, progress } = transfer;
	const failures: TransferFailure[] = [];
	await makeFolders(transfer, signal);
	const small = plan.files.filter(({ entry }) => entry.size <= SMALL_BYTES);
	const large = plan.files.filter(({ entry }) => entry.size > SMALL_BYTES);
	failures.push(...(await sendSmall(transfer, [...small, ...plan.links], signal)));
	const lanes = large.length > 0 && (await roundTripOf(host, remote, signal)) > FAR_MS ? FAR_LANES : 1;
	for (const { entry } of large) {
		progress.current(entry.path);
		const place = { remote: `${remote}/${entry.path}`, local: localPath(local, entry.path) };
		await uploadLarge({ host, ...place, entry, lanes, progress }, signal).then(
			() => progress.done(1),
			(error: unknown) => {
				signal.throwIfAborted();
				if (!isAboutOne(error) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
				failures.push({ path: entry.path, reason: (error as Error).message });
			},
		);
	}
	await setFolderTimes(transfer, signal);
	return [...failures, ...(await verify(transfer, failures, signal))];
}

/** What is at some names below a folder over there, by whatever that host can. */
export function treeOver(
	{ files, shell }: TransferHost,
	folder: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Tree> {
	return shell ? readRemoteTree(shell, folder, names, signal) : readTreeBySftp(files, folder, names, signal);
}

async function makeFolders({ host, remote, plan, progress }: Transfer, signal: AbortSignal): Promise<void> {
	const { directories } = plan;
	if (directories.length === 0) return;
	const names = bytesOf(directories.map(({ path }) => `./${path}\0`).join(''));
	await steadily(
		host,
		() => false,
		signal,
		async () => {
			if (host.shell) {
				await feed(host, `cd -- ${shellQuote([remote])} && xargs -0 mkdir -p --`, of(names), remote, signal);
				return;
			}
			for (const { path } of directories) {
				await host.files.createDirectory(`${remote}/${path}`, signal).catch((error: unknown) => {
					if (!isProblem(error, 'remoteFile') || error.problem.trouble !== 'exists') throw error;
				});
			}
		},
	);
	progress.done(directories.length);
}

/** Sends files and links as one stream, and after a lost link those that are missing then. */
async function sendSmall(
	transfer: Transfer,
	items: readonly PlanItem[],
	signal: AbortSignal,
): Promise<readonly TransferFailure[]> {
	const { host, remote, progress } = transfer;
	const failures: TransferFailure[] = [];
	let left = items;
	let isFirst = true;
	let moved = 0;
	const hasMoved = () => moved > 0;
	await steadily(host, hasMoved, signal, async () => {
		if (!isFirst) {
			const missing = await missingOf(transfer, left, signal);
			progress.done(left.length - missing.length);
			moved = left.length - missing.length;
			left = missing;
		}
		isFirst = false;
		if (left.length === 0) return;
		if (host.shell) await sendByTar(transfer, left, failures, signal);
		else await sendEach(transfer, left, failures, signal);
	});
	progress.done(left.length - failures.length);
	if (!host.shell) return failures;
	// What was to replace something stands beside it.
	const replacing = items.filter(
		({ entry, existing }) => existing && !failures.some(({ path }) => path === entry.path),
	);
	await steadily(
		host,
		() => false,
		signal,
		() =>
			atATime(RENAMES, replacing, async ({ entry }) => {
				const target = `${remote}/${entry.path}`;
				await host.files.rename(besideOf(target), target, true, signal).catch((error: unknown) => {
					// A rename of which nobody heard the end may have happened; the check at the end tells.
					if (!isProblem(error, 'remoteFile') || error.problem.trouble !== 'notFound') throw error;
				});
			}),
	);
	return failures;
}

/** A name of its own in the same folder, the same at each try. */
function besideOf(path: string): string {
	const slash = path.lastIndexOf('/') + 1;
	return `${path.slice(0, slash)}.aif-part-${path.slice(slash)}`.slice(0, slash + 240);
}

async function missingOf(
	transfer: Transfer,
	items: readonly PlanItem[],
	signal: AbortSignal,
): Promise<readonly PlanItem[]> {
	const placeOf = ({ entry, existing }: PlanItem) => (existing ? besideOf(entry.path) : entry.path);
	const { entries } = await lookAt(transfer, items.map(placeOf), signal);
	const there = new Map(entries.map((entry) => [entry.path, entry]));
	return items.filter((item) => {
		const found = there.get(placeOf(item));
		return !found || !isSame(item.entry, found);
	});
}

function lookAt(transfer: Transfer, paths: readonly string[], signal: AbortSignal): Promise<Tree> {
	const { host, remote, lookAt: byCaller } = transfer;
	return byCaller ? byCaller(paths, signal) : treeOver(host, remote, topsOf(paths), signal);
}

/** The first names of some paths: where to look for all of them at once. */
function topsOf(paths: readonly string[]): readonly string[] {
	return [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
}

async function sendByTar(
	transfer: Transfer,
	items: readonly PlanItem[],
	failures: TransferFailure[],
	signal: AbortSignal,
): Promise<void> {
	const { host, remote } = transfer;
	// Owner and rights of the person who unpacks; what is there is not written over but replaced.
	const command = `cd -- ${shellQuote([remote])} && exec tar -x --no-same-owner -p -f -`;
	await feed(host, command, archive(transfer, items, failures, signal), remote, signal);
}

/** The archive as it is sent: files are read a little ahead of it. */
async function* archive(
	{ local, progress }: Transfer,
	items: readonly PlanItem[],
	failures: TransferFailure[],
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	const contents: Promise<Buffer | Error>[] = [];
	const readOne = ({ entry }: PlanItem): Promise<Buffer | Error> =>
		entry.type === 'file'
			? readFile(localPath(local, entry.path)).catch((error: unknown) => error as Error)
			: Promise.resolve(Buffer.alloc(0));
	for (const [index, { entry, existing }] of items.entries()) {
		signal.throwIfAborted();
		while (contents.length < READERS && index + contents.length < items.length) {
			const next = items[index + contents.length];
			if (next) contents.push(readOne(next));
		}
		const content = (await contents.shift()) ?? Buffer.alloc(0);
		progress.current(entry.path);
		if (content instanceof Error) {
			failures.push({ path: entry.path, reason: content.message });
			continue;
		}
		if (
			entry.type === 'file' &&
			content.length !== entry.size &&
			!(await isStill(localPath(local, entry.path), entry))
		) {
			failures.push({ path: entry.path, reason: 'It changed while it was being moved.' });
			continue;
		}
		const path = existing ? besideOf(entry.path) : entry.path;
		yield Buffer.concat([
			tarHeader({ ...entry, path: `./${path}`, size: content.length }),
			content,
			tarPadding(content.length),
		]);
		progress.moved(content.length);
	}
	yield TAR_END;
}

/** Where there is no shell: many round trips at a time. */
async function sendEach(
	{ host, remote, local, progress }: Transfer,
	items: readonly PlanItem[],
	failures: TransferFailure[],
	signal: AbortSignal,
): Promise<void> {
	const { files } = host;
	await atATime(READERS, items, async ({ entry, existing }) => {
		const target = `${remote}/${entry.path}`;
		try {
			if (entry.type === 'link') {
				if (existing) await files.remove(target, signal);
				await files.createLink(target, entry.target ?? '', signal);
				return;
			}
			const content = await readFile(localPath(local, entry.path));
			await files.write(target, content, signal);
			await files.setAttributes(target, { mode: entry.mode, modified: entry.modified }, signal);
			progress.moved(content.length);
		} catch (error) {
			signal.throwIfAborted();
			if (!isAboutOne(error) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
			failures.push({ path: entry.path, reason: (error as Error).message });
		}
	});
}

/** Last of all, because what is done in a folder changes its time. */
async function setFolderTimes({ host, remote, plan }: Transfer, signal: AbortSignal): Promise<void> {
	const folders = [...plan.directories, ...plan.known].toSorted((a, b) => (a.path < b.path ? 1 : -1));
	await atATime(RENAMES, folders, async ({ path, modified }) => {
		await host.files.setAttributes(`${remote}/${path}`, { modified }, signal).catch(() => {});
	}).catch(() => {});
	signal.throwIfAborted();
}

/** Looks whether all that was sent is there, whole. */
async function verify(
	transfer: Transfer,
	known: readonly TransferFailure[],
	signal: AbortSignal,
): Promise<readonly TransferFailure[]> {
	const { host, plan } = transfer;
	const failed = new Set(known.map(({ path }) => path));
	const sent = [...plan.files, ...plan.links].filter(({ entry }) => !failed.has(entry.path));
	if (sent.length === 0) return [];
	return steadily(
		host,
		() => false,
		signal,
		async () => {
			const { entries } = await lookAt(
				transfer,
				sent.map(({ entry }) => entry.path),
				signal,
			);
			const there = new Map(entries.map((entry) => [entry.path, entry]));
			return sent
				.filter(({ entry }) => !isThere(entry, there.get(entry.path)))
				.map(({ entry }) => ({ path: entry.path, reason: 'It did not arrive whole.' }));
		},
	);
}

function isThere(entry: TreeEntry, found: TreeEntry | undefined): boolean {
	return found !== undefined && isSame(entry, found);
}

/** Runs a command that reads what it is fed, and throws what it says when it fails. */
export async function feed(
	host: TransferHost,
	command: string,
	input: AsyncIterable<Uint8Array>,
	path: string,
	signal: AbortSignal,
): Promise<void> {
	const errors: Uint8Array[] = [];
	const output = host.shell?.stream(command, signal, input)[Symbol.asyncIterator]();
	let exitCode: number | null = null;
	for (;;) {
		const next = await output?.next();
		if (!next || next.done) {
			exitCode = next?.value ?? null;
			break;
		}
		if (next.value.from === 'stderr') errors.push(next.value.bytes);
	}
	if (exitCode === 0) return;
	const words = textOf(Buffer.concat(errors)).trim();
	const facts = { host: host.shell?.name ?? '', path, detail: words };
	if (/No space left|Disk quota exceeded/i.test(words))
		throw new ProblemError({ kind: 'remoteFile', trouble: 'full', ...facts });
	if (/Permission denied|Read-only file system/i.test(words)) {
		throw new ProblemError({ kind: 'remoteFile', trouble: 'noPermission', ...facts });
	}
	throw commandFailed(host, command, words);
}

async function* of(bytes: Uint8Array) {
	yield bytes;
}
