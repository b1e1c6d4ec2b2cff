import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Two folders that are kept alike. */
export interface SyncPair {
	readonly cluster: string;
	/** The folder over there: absolute. */
	readonly remote: string;
	/** The folder here: absolute. */
	readonly local: string;
}

/** A file, folder or link as it was when both sides were the same. */
export interface KnownEntry {
	readonly type: 'file' | 'directory' | 'link';
	readonly size: number;
	/** When it was changed by the clock here: milliseconds since 1970. */
	readonly here: number;
	/** When it was changed by the clock there: whole seconds since 1970, which is all that SFTP tells. */
	readonly there: number;
	/** Permission bits, of here. */
	readonly mode: number;
	/** Of a link. */
	readonly target?: string;
	/** Where it was first. What was first there is never deleted there. */
	readonly from: 'here' | 'there';
}

/** What is remembered of a pair. Nothing of it is kept on the cluster. */
export interface SyncMemory {
	readonly entries: ReadonlyMap<string, KnownEntry>;
	/** What a sync that did not end was sending: it may be there, or a part of it. */
	readonly pending: ReadonlyMap<string, PendingEntry>;
}

/** A file on its way. */
export interface PendingEntry {
	readonly size: number;
	/** The time that it gets there: whole seconds since 1970. */
	readonly there: number;
	/** True where nothing was in its place: then a part of it may be. What replaces something is there as a whole or not at all. */
	readonly mayBeHalf: boolean;
}

/** Keeps what is remembered in a folder of this computer. */
export class SyncMemories {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Undefined for a pair that was never synced, and where the files cannot be understood. */
	async read(pair: SyncPair): Promise<SyncMemory | undefined> {
		const [entries, pending] = await Promise.all([
			readLines(this.#fileOf(pair, 'known'), knownOf),
			readLines(this.#fileOf(pair, 'pending'), pendingOf),
		]);
		if (!entries && !pending) return undefined;
		return { entries: entries ?? new Map(), pending: pending ?? new Map() };
	}

	async write(pair: SyncPair, { entries, pending }: SyncMemory): Promise<void> {
		const lines = [...entries].map(([path, { type, size, here, there, mode, from, target }]) =>
			[path, type, size, here, there, mode, from].concat(target ?? []),
		);
		await this.#write(pair, 'known', lines);
		await this.writePending(pair, pending);
	}

	/** In a file of its own, which is small: it is written before anything is sent. */
	async writePending(pair: SyncPair, pending: SyncMemory['pending']): Promise<void> {
		const lines = [...pending].map(([path, { size, there, mayBeHalf }]) => [path, size, there, mayBeHalf]);
		if (lines.length > 0) await this.#write(pair, 'pending', lines);
		else await rm(this.#fileOf(pair, 'pending'), { force: true });
	}

	async #write(pair: SyncPair, what: string, lines: readonly unknown[]): Promise<void> {
		const file = this.#fileOf(pair, what);
		const part = `${file}.${randomBytes(6).toString('hex')}`;
		const text = [{ version: VERSION, ...pair }, ...lines].map((line) => JSON.stringify(line)).join('\n');
		await mkdir(this.#folder, { recursive: true });
		await writeFile(part, `${text}\n`, { mode: 0o600 });
		await rename(part, file);
	}

	#fileOf({ cluster, remote, local }: SyncPair, what: string): string {
		const name = createHash('sha256')
			.update(JSON.stringify([cluster, remote, local]))
			.digest('hex');
		return join(this.#folder, `${name.slice(0, 32)}-${what}.jsonl`);
	}
}

const VERSION = 1;

type Line = readonly [path: string, ...facts: unknown[]];

/** Undefined for a file that is not there, or that this program did not write. */
async function readLines<T>(
	file: string,
	read: (line: unknown) => readonly [string, T],
): Promise<ReadonlyMap<string, T> | undefined> {
	try {
		const text = await readFile(file, 'utf8');
		// All lines at once, which takes a third of the time; none of them holds a line break.
		const [head, ...lines]: unknown[] = JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`);
		return (head as { readonly version?: unknown }).version === VERSION
			? new Map(lines.map(read))
			: undefined;
	} catch {
		return undefined;
	}
}

/** Throws for what this program did not write. */
function knownOf(line: unknown): readonly [string, KnownEntry] {
	const [path, type, size, here, there, mode, from, target] = line as Line;
	const numbers = [size, here, there, mode];
	if (
		!isInside(path) ||
		(type !== 'file' && type !== 'directory' && type !== 'link') ||
		(from !== 'here' && from !== 'there') ||
		!numbers.every((value) => typeof value === 'number')
	) {
		throw new TypeError('not a line of the memory');
	}
	const [knownSize, knownHere, knownThere, knownMode] = numbers as [number, number, number, number];
	const facts: KnownEntry = {
		type,
		size: knownSize,
		here: knownHere,
		there: knownThere,
		mode: knownMode,
		from,
	};
	return [path, typeof target === 'string' ? { ...facts, target } : facts];
}

/** Throws as `knownOf`. */
function pendingOf(line: unknown): readonly [string, PendingEntry] {
	const [path, size, there, mayBeHalf] = line as Line;
	if (!isInside(path) || typeof size !== 'number' || typeof there !== 'number')
		throw new TypeError('not a line of the memory');
	return [path, { size, there, mayBeHalf: mayBeHalf === true }];
}

/** Paths decide what is deleted: none leads out of the folder. */
function isInside(path: unknown): path is string {
	return (
		typeof path === 'string' && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..')
	);
}
