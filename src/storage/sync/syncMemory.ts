import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
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

/** Keeps what is remembered, a file for each pair, in a folder of this computer. */
export class SyncMemories {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Undefined for a pair that was never synced, and where the file cannot be understood. */
	async read(pair: SyncPair): Promise<SyncMemory | undefined> {
		const text = await readFile(this.#fileOf(pair), 'utf8').catch(() => undefined);
		return text === undefined ? undefined : memoryOf(text);
	}

	async write(pair: SyncPair, memory: SyncMemory): Promise<void> {
		const file = this.#fileOf(pair);
		const part = `${file}.${randomBytes(6).toString('hex')}`;
		await mkdir(this.#folder, { recursive: true });
		await writeFile(part, textOf(pair, memory), { mode: 0o600 });
		await rename(part, file);
	}

	#fileOf({ cluster, remote, local }: SyncPair): string {
		const name = createHash('sha256')
			.update(JSON.stringify([cluster, remote, local]))
			.digest('hex');
		return join(this.#folder, `${name.slice(0, 32)}.json`);
	}
}

const VERSION = 1;

type Line = readonly [path: string, ...facts: unknown[]];

function textOf(pair: SyncPair, { entries, pending }: SyncMemory): string {
	const lines = [...entries].map(([path, { type, size, here, there, mode, from, target }]) =>
		JSON.stringify([path, type, size, here, there, mode, from, ...(target === undefined ? [] : [target])]),
	);
	const onTheWay = [...pending].map(([path, { size, there, mayBeHalf }]) => [path, size, there, mayBeHalf]);
	const head = JSON.stringify({ version: VERSION, ...pair, pending: onTheWay });
	return `${[head, ...lines].join('\n')}\n`;
}

function memoryOf(text: string): SyncMemory | undefined {
	try {
		const [head, ...lines] = text
			.trimEnd()
			.split('\n')
			.map((line): unknown => JSON.parse(line));
		const { version, pending } = head as { readonly version?: unknown; readonly pending?: unknown };
		if (version !== VERSION || !Array.isArray(pending)) return undefined;
		return { entries: new Map(lines.map(knownOf)), pending: new Map(pending.map(pendingOf)) };
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
