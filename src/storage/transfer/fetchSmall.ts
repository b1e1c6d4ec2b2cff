import { rm } from 'node:fs/promises';
import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';
import { atATime } from './atATime.ts';
import type { Transfer } from './download.ts';
import { CHANGED, isAboutOne, reasonOf } from './failures.ts';
import { localPath } from './localFiles.ts';
import { localPart } from './parts.ts';
import type { TransferFailure } from './progress.ts';
import { closeFile, factsOf, openFile, renameFile, setMode, setTimes, writeBytes } from './quickFs.ts';
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
	let writing = 0;
	let oneIsWritten = () => {};
	let failure: unknown;
	const modes = new NewModes();
	/** Bytes that were told as moved and are not in their place. */
	let loose = 0;
	const write = async (entry: TreeEntry, content: Buffer) => {
		writing += 1;
		try {
			await writeWhole(localPath(local, entry.path), entry, content, modes);
			loose -= content.length;
			came(entry.path);
		} catch (error) {
			if (isAboutOne(error)) troubles.set(entry.path, reasonOf(error));
			else failure ??= error;
		} finally {
			writing -= 1;
			oneIsWritten();
		}
	};
	const fewerThan = async (count: number) => {
		while (writing >= count) {
			await new Promise<void>((resolve) => {
				oneIsWritten = resolve;
			});
		}
	};
	let current: { readonly entry: TreeEntry; readonly content: Buffer; filled: number } | undefined;
	const reader = new TarReader({
		entry(entry) {
			current = undefined;
			// Only what was asked for is written, wherever the archive says that it belongs.
			if (!wanted.has(entry.path)) return;
			if (entry.type !== 'file' || entry.size > MOST_BYTES) {
				troubles.set(entry.path, CHANGED);
				return;
			}
			current = { entry, content: Buffer.allocUnsafe(entry.size), filled: 0 };
			progress.current(entry.path);
		},
		content(bytes) {
			if (!current) return;
			current.content.set(bytes, current.filled);
			current.filled += bytes.length;
			loose += bytes.length;
			progress.moved(bytes.length);
		},
		done() {
			if (!current) return;
			const { entry, content } = current;
			current = undefined;
			void write(entry, content);
		},
	});
	const errors: Uint8Array[] = [];
	try {
		for await (const { from, bytes } of shell.stream(command, signal, once(names))) {
			if (from === 'stdout') reader.push(bytes);
			else errors.push(bytes);
			await fewerThan(WRITERS);
			if (failure) break;
		}
	} finally {
		await fewerThan(1);
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
	const modes = new NewModes();
	await atATime(WRITERS, [...left.values()], async (entry) => {
		try {
			progress.current(entry.path);
			const content = await host.files.read(`${remote}/${entry.path}`, signal);
			await writeWhole(localPath(local, entry.path), entry, content, modes);
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
async function writeWhole(
	place: string | Buffer,
	entry: TreeEntry,
	content: Uint8Array,
	modes: NewModes,
): Promise<void> {
	const part = localPart(place);
	const mode = entry.mode & 0o777;
	try {
		const file = await openFile(part, 'wx', mode);
		try {
			for (let at = 0; at < content.length; )
				at += (await writeBytes(file, content, at, content.length - at, at)).bytesWritten;
			if (!(await modes.isGiven(file, folderOf(entry), mode))) await setMode(file, mode);
			await setTimes(file, entry.modified / 1000, entry.modified / 1000);
		} finally {
			await closeFile(file);
		}
		await renameFile(part, place);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}

const folderOf = ({ path }: TreeEntry) => path.slice(0, path.lastIndexOf('/') + 1);

/** Whether new files have the mode that was asked for: a umask, or the folder's own rules, may take bits from it. */
class NewModes {
	readonly #known = new Map<string, boolean>();

	/** Looks at the first file of a folder that is to have a mode. */
	async isGiven(file: number, folder: string, mode: number): Promise<boolean> {
		const key = `${mode} ${folder}`;
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		const isGiven = ((await factsOf(file)).mode & 0o777) === mode;
		this.#known.set(key, isGiven);
		return isGiven;
	}
}
