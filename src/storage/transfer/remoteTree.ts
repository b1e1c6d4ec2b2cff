import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import type { RemoteEntry, RemoteFiles } from '../../remote/remoteFiles.ts';
import type { HostStream, RemoteHost } from '../../remote/remoteHost.ts';
import { once } from './shellWork.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** type, size, time, mode, path, target of a link */
const FIELDS = 6;
const FORMAT = '%y\\0%s\\0%T@\\0%m\\0%p\\0%l\\0';
const TYPES: Readonly<Record<string, TreeEntry['type']>> = { f: 'file', d: 'directory', l: 'link' };

/**
 * All that is at and below some names in a folder, by one `find` on the login node. Names that are not there are missing. Links
 * among the names are followed, those below are not.
 */
export async function readRemoteTree(
	host: Pick<RemoteHost, 'stream'>,
	folder: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Tree> {
	const find = `exec find -H "$@" -printf '${FORMAT}'`;
	// A command line holds 128 KiB, and the names of many files are more.
	const command = `cd -- ${shellQuote([folder])} && exec xargs -0r sh -c ${shellQuote([find])} sh`;
	const paths = bytesOf(names.map((name) => `./${name}\0`).join(''));
	const { entries, troubles } = await readFindings(host.stream(command, signal, once(paths)));
	return { entries, troubles };
}

/** What `find` prints in our format; without what is not there. */
async function readFindings(output: HostStream): Promise<Tree & { readonly exitCode: number | null }> {
	const entries: TreeEntry[] = [];
	const errors: Uint8Array[] = [];
	const reader = new RecordReader((fields) => entries.push(entryOf(fields)));
	const pieces = output[Symbol.asyncIterator]();
	let next = await pieces.next();
	for (; !next.done; next = await pieces.next()) {
		if (next.value.from === 'stdout') reader.push(next.value.bytes);
		else errors.push(next.value.bytes);
	}
	return { entries, troubles: troublesIn(textOf(Buffer.concat(errors))), exitCode: next.value };
}

function troublesIn(words: string): readonly string[] {
	return words.split('\n').filter((line) => line !== '' && !line.includes('No such file or directory'));
}

function entering(folder: string): string {
	const place = shellQuote([folder]);
	return `[ -d ${place} ] || exit ${NO_FOLDER}; cd -- ${place}`;
}

const NO_FOLDER = 44;

/**
 * What some folders below a folder hold, without what is in their folders; `''` is that folder itself. By one `find` on the
 * login node, which follows no link. Undefined where the folder does not exist.
 */
export async function readRemoteFolders(
	host: Pick<RemoteHost, 'stream' | 'exec'>,
	folder: string,
	inside: readonly string[],
	signal: AbortSignal,
): Promise<Tree | undefined> {
	return findEach(host, folder, inside, '-mindepth 1 -maxdepth 1', signal);
}

/** What is at some paths below a folder, those that exist. Undefined where the folder does not exist. */
export async function readRemoteEntries(
	host: Pick<RemoteHost, 'stream' | 'exec'>,
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<Tree | undefined> {
	return findEach(host, folder, paths, '-maxdepth 0', signal);
}

/** Few enough paths for one command line, which holds 128 KiB everywhere. */
const FEW = { paths: 500, characters: 32 * 1024 };

async function findEach(
	host: Pick<RemoteHost, 'stream' | 'exec'>,
	folder: string,
	paths: readonly string[],
	depth: string,
	signal: AbortSignal,
): Promise<Tree | undefined> {
	const places = paths.map((path) => (path === '' ? '.' : `./${path}`));
	const characters = places.reduce((sum, { length }) => sum + length, 0);
	if (places.length <= FEW.paths && characters <= FEW.characters) {
		// The one shell needs no channel of its own, which is a round trip and half a dozen processes.
		const command = `${entering(folder)} && exec find ${shellQuote(places)} ${depth} -printf '${FORMAT}'`;
		const { stdout, stderr, exitCode } = await host.exec(command, signal);
		return exitCode === NO_FOLDER ? undefined : { entries: entriesIn(stdout), troubles: troublesIn(stderr) };
	}
	const find = shellQuote([`exec find "$@" ${depth} -printf '${FORMAT}'`]);
	const command = `${entering(folder)} && exec xargs -0 sh -c ${find} sh`;
	const names = bytesOf(places.map((place) => `${place}\0`).join(''));
	const { exitCode, ...tree } = await readFindings(host.stream(command, signal, once(names)));
	return exitCode === NO_FOLDER ? undefined : tree;
}

/** The first names of some paths: where to look for all of them at once. */
export function topsOf(paths: readonly string[]): readonly string[] {
	return [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
}

function entryOf([type = '', size, time, mode, path = '', target]: readonly string[]): TreeEntry {
	const kind = TYPES[type] ?? 'other';
	return {
		path: path.slice(2),
		type: kind,
		size: kind === 'file' ? Number(size) : 0,
		modified: Math.floor(Number(time) * 1000),
		mode: Number.parseInt(mode ?? '', 8),
		...(kind === 'link' && { target: target ?? '' }),
	};
}

function entriesIn(text: string): TreeEntry[] {
	const entries: TreeEntry[] = [];
	new RecordReader((fields) => entries.push(entryOf(fields))).take(text.slice(0, -1));
	return entries;
}

/** Cuts a byte stream into records of NUL-ended fields. */
class RecordReader {
	readonly #found: (fields: readonly string[]) => void;
	#rest: Uint8Array = new Uint8Array();
	#fields: string[] = [];

	constructor(found: (fields: readonly string[]) => void) {
		this.#found = found;
	}

	/** Fields with NULs between them. */
	take(text: string): void {
		for (const field of text.split('\0')) {
			this.#fields.push(field);
			if (this.#fields.length < FIELDS) continue;
			this.#found(this.#fields);
			this.#fields = [];
		}
	}

	push(bytes: Uint8Array): void {
		const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
		const end = all.lastIndexOf(0);
		this.#rest = all.subarray(end + 1);
		if (end < 0) return;
		// All at once: no character of UTF-8 has a NUL in it.
		this.take(textOf(all.subarray(0, end)));
	}
}

/** As `readRemoteTree`, by SFTP alone: for hosts that have no shell. */
export async function readTreeBySftp(
	files: RemoteFiles,
	folder: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Tree> {
	const entries: TreeEntry[] = [];
	const troubles: string[] = [];
	const open: string[] = [];
	const add = async (path: string, entry: RemoteEntry, isTop: boolean) => {
		const isLink = entry.isLink && !isTop;
		const facts = { path, modified: entry.modified, mode: entry.mode };
		if (isLink || entry.isDangling) {
			const target = await files.readLink(`${folder}/${path}`, signal);
			entries.push({ ...facts, type: 'link', size: 0, target });
			return;
		}
		entries.push({ ...facts, type: entry.type, size: entry.type === 'file' ? entry.size : 0 });
		if (entry.type === 'directory') open.push(path);
	};
	for (const name of names) {
		const stat = await files.stat(`${folder}/${name}`, signal).catch(() => undefined);
		if (stat) await add(name, { ...stat, name, isDangling: false }, true);
	}
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		try {
			for (const entry of await files.list(`${folder}/${path}`, signal))
				await add(`${path}/${entry.name}`, entry, false);
		} catch (error) {
			signal.throwIfAborted();
			troubles.push(`${path}: ${(error as Error).message}`);
		}
	}
	return { entries, troubles };
}
