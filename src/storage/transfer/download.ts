import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import { ProblemError } from '../../problems/problem.ts';
import { atATime } from './atATime.ts';
import { downloadLarge, type LargeMove } from './largeFile.ts';
import { localPath } from './localFiles.ts';
import type { TransferFailure, TransferProgress } from './progress.ts';
import { TarReader } from './tarFormat.ts';
import { roundTripOf, steadily, type TransferHost } from './transferHost.ts';
import type { PlanItem, TransferPlan } from './transferPlan.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** Up to this size files come as one stream: beyond it a few round trips for each are nothing. */
export const SMALL_BYTES = 1024 * 1024;
/** From this round trip on several channels carry more than one. */
export const FAR_MS = 5;
export const FAR_LANES = 4;
/** Small local files that are being written at a time. */
const WRITERS = 24;

export interface Transfer {
	readonly host: TransferHost;
	/** The folder over there that the plan's paths are below. */
	readonly remote: string;
	/** The folder here. */
	readonly local: string;
	readonly plan: TransferPlan;
	readonly progress: TransferProgress;
	/** Looks what is at some paths over there, where the caller knows better than to list their folders whole. */
	readonly lookAt?: (paths: readonly string[], signal: AbortSignal) => Promise<Tree>;
}

/** Fetches what a plan says. What fails alone is told, and the rest goes on; a full disk or a lost connection ends it. */
export async function download(transfer: Transfer, signal: AbortSignal): Promise<readonly TransferFailure[]> {
	const { host, remote, local, plan, progress } = transfer;
	const failures: TransferFailure[] = [];
	const fail = (path: string, error: unknown) => failures.push({ path, reason: (error as Error).message });
	for (const { path } of plan.directories) {
		await mkdir(localPath(local, path), { recursive: true });
		progress.done(1);
	}
	const small = plan.files.filter(({ entry }) => entry.size <= SMALL_BYTES);
	const large = plan.files.filter(({ entry }) => entry.size > SMALL_BYTES);
	for (const item of await fetchSmall(transfer, small, signal)) fail(item.path, new Error(item.reason));
	const lanes = large.length > 0 && (await roundTripOf(host, remote, signal)) > FAR_MS ? FAR_LANES : 1;
	for (const { entry } of large) {
		progress.current(entry.path);
		const place = { remote: `${remote}/${entry.path}`, local: localPath(local, entry.path) };
		const move: LargeMove = { host, ...place, entry, lanes, progress };
		await downloadLarge(move, signal).then(
			() => progress.done(1),
			(error: unknown) => {
				if (!isAboutOne(error)) throw error;
				fail(entry.path, error);
			},
		);
	}
	for (const { entry } of plan.links) {
		await makeLink(localPath(local, entry.path), entry).then(
			() => progress.done(1),
			(error: unknown) => fail(entry.path, error),
		);
	}
	// The deepest first: what is done in a folder changes its time.
	for (const entry of [...plan.directories, ...plan.known].toSorted((a, b) => (a.path < b.path ? 1 : -1))) {
		const place = localPath(local, entry.path);
		await chmod(place, (entry.mode & 0o777) | 0o700).catch(() => {});
		await utimes(place, entry.modified / 1000, entry.modified / 1000).catch(() => {});
	}
	return failures;
}

/** Fetches files as one stream, and after a lost link those that are missing. Returns what did not come. */
async function fetchSmall(
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
	await steadily(host, hasMoved, signal, async () => {
		if (left.size === 0) return;
		if (host.shell) await fetchByTar(transfer, left, came, troubles, signal);
		else await fetchEach(transfer, left, came, troubles, signal);
	});
	return [...left.keys()].map((path) => ({
		path,
		reason: troubles.get(path) ?? 'It is not there any more.',
	}));
}

async function fetchByTar(
	{ host, remote, local, progress }: Transfer,
	left: ReadonlyMap<string, TreeEntry>,
	came: (path: string) => void,
	troubles: Map<string, string>,
	signal: AbortSignal,
): Promise<void> {
	const writing = new Set<Promise<void>>();
	let failure: unknown;
	let current: { readonly entry: TreeEntry; readonly pieces: Uint8Array[] } | undefined;
	const write = async (entry: TreeEntry, content: Buffer) => {
		try {
			await writeWhole(localPath(local, entry.path), entry, content);
			came(entry.path);
		} catch (error) {
			failure ??= error;
		}
	};
	const reader = new TarReader({
		entry(entry) {
			// Only what was asked for is written, wherever the archive says that it belongs.
			current = left.has(entry.path) ? { entry, pieces: [] } : undefined;
			if (current) progress.current(entry.path);
		},
		content(bytes) {
			current?.pieces.push(Buffer.from(bytes));
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
	const command = `cd -- ${shellQuote([remote])} && exec tar -c --format=gnu --hard-dereference --no-recursion --null -T - -f -`;
	const names = bytesOf([...left.keys()].map((path) => `./${path}\0`).join(''));
	const errors: Uint8Array[] = [];
	for await (const { from, bytes } of host.shell?.stream(command, signal, of(names)) ?? []) {
		if (from === 'stdout') reader.push(bytes);
		else errors.push(bytes);
		while (writing.size > WRITERS) await Promise.race(writing);
		if (failure) break;
	}
	await Promise.all(writing);
	if (failure) throw failure;
	const words = textOf(Buffer.concat(errors));
	for (const [, path = '', reason = ''] of words.matchAll(/^tar: \.\/(.*?): (?:Cannot \w+: )?([^:]*)$/gm))
		troubles.set(path, reason);
	if (!reader.isComplete && words === '') throw new Error('The stream ended too early.');
	if (!reader.isComplete && troubles.size === 0) throw commandFailed(host, command, words);
}

/** Where there is no shell: many round trips at a time. */
async function fetchEach(
	{ host, remote, local, progress }: Transfer,
	left: ReadonlyMap<string, TreeEntry>,
	came: (path: string) => void,
	troubles: Map<string, string>,
	signal: AbortSignal,
): Promise<void> {
	await atATime(WRITERS, [...left.values()], async (entry) => {
		try {
			const content = await host.files.read(`${remote}/${entry.path}`, signal);
			progress.moved(content.length);
			await writeWhole(localPath(local, entry.path), entry, content);
			came(entry.path);
		} catch (error) {
			if (!isAboutOne(error)) throw error;
			troubles.set(entry.path, (error as Error).message);
		}
	});
}

/** Beside its place first: a program that reads it meanwhile sees the old file or the new one. */
async function writeWhole(place: string | Buffer, entry: TreeEntry, content: Uint8Array): Promise<void> {
	const suffix = `.aif-part-${randomBytes(6).toString('hex')}`;
	const part = typeof place === 'string' ? `${place}${suffix}` : Buffer.concat([place, Buffer.from(suffix)]);
	try {
		await writeFile(part, content, { mode: entry.mode & 0o777, flag: 'wx' });
		await utimes(part, entry.modified / 1000, entry.modified / 1000);
		await rename(part, place);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}

async function makeLink(place: string | Buffer, { target = '' }: TreeEntry): Promise<void> {
	await rm(place, { force: true });
	await symlink(bytesOf(target), place);
}

async function* of(bytes: Uint8Array) {
	yield bytes;
}

/** A failure of one file, that says nothing of the others. */
export function isAboutOne(error: unknown): boolean {
	if (!(error instanceof ProblemError) || error.problem.kind !== 'remoteFile') return false;
	return error.problem.trouble !== 'full';
}

export function commandFailed(host: TransferHost, command: string, detail: string): ProblemError {
	const facts = { host: host.shell?.name ?? '', command, exitCode: null, detail };
	return new ProblemError({ kind: 'commandFailed', ...facts });
}
