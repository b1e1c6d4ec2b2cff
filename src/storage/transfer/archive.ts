import { stat } from 'node:fs/promises';
import { CHANGED, reasonOf } from './failures.ts';
import { localPath } from './localFiles.ts';
import { closeFile, openFile, readBytes } from './quickFs.ts';
import { TAR_END, tarHeader, tarPadding } from './tarFormat.ts';
import type { PlanItem } from './transferPlan.ts';
import type { TreeEntry } from './tree.ts';

/** Small local files that are read ahead. */
const READERS = 24;

export interface ArchiveOptions {
	/** The folder here that the items' paths are below. */
	readonly local: string;
	/** The path of an item in the archive. */
	readonly placeOf: (path: string) => string;
	readonly current: (path: string) => void;
	/** Bytes of content that were taken. */
	readonly sent: (bytes: number) => void;
	/** An item that is not in the archive, and why. */
	readonly left: (path: string, reason: string) => void;
}

/** Files and links as one archive: files are read a little ahead of it. */
export async function* archive(
	items: readonly PlanItem[],
	{ local, placeOf, current, sent, left }: ArchiveOptions,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	const contents: Promise<Buffer | Error>[] = [];
	const readOne = ({ entry }: PlanItem): Promise<Buffer | Error> =>
		entry.type === 'file'
			? readWhole(localPath(local, entry.path), entry.size).catch((error: unknown) => error as Error)
			: Promise.resolve(Buffer.alloc(0));
	for (const [index, { entry }] of items.entries()) {
		signal.throwIfAborted();
		while (contents.length < READERS && index + contents.length < items.length) {
			const next = items[index + contents.length];
			if (next) contents.push(readOne(next));
		}
		const content = (await contents.shift()) ?? Buffer.alloc(0);
		current(entry.path);
		if (content instanceof Error) {
			left(entry.path, reasonOf(content));
			continue;
		}
		if (entry.type === 'file' && content.length !== entry.size) {
			left(entry.path, CHANGED);
			continue;
		}
		const path = `./${placeOf(entry.path)}`;
		yield Buffer.concat([tarHeader({ ...entry, path }), content, tarPadding(content.length)]);
		sent(content.length);
	}
	yield TAR_END;
}

/** All of a file, which is one byte more than it should be where it has grown. */
async function readWhole(place: string | Buffer, size: number): Promise<Buffer> {
	const file = await openFile(place, 'r');
	try {
		const content = Buffer.allocUnsafe(size + 1);
		for (let filled = 0; ; ) {
			const { bytesRead } = await readBytes(file, content, filled, size + 1 - filled, filled);
			filled += bytesRead;
			if (bytesRead === 0 || filled >= size) return content.subarray(0, filled);
		}
	} finally {
		await closeFile(file);
	}
}

/** True when a local file is what a plan said. */
export async function isStill(local: string | Buffer, entry: TreeEntry): Promise<boolean> {
	const facts = await stat(local).catch(() => undefined);
	return facts?.size === entry.size && Math.floor(facts.mtimeMs) === entry.modified;
}
