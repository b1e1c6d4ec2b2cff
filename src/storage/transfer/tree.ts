/** One file, folder or link of a tree that is moved. */
export interface TreeEntry {
	/** Below the folder that the transfer begins in, with slashes; text of any bytes: see `base/rawText.ts`. */
	readonly path: string;
	/** `other` is a device, socket or pipe, which stays where it is. */
	readonly type: 'file' | 'directory' | 'link' | 'other';
	/** Bytes of a file, 0 for all else. */
	readonly size: number;
	/** Milliseconds since 1970. */
	readonly modified: number;
	/** Permission bits. */
	readonly mode: number;
	/** Where a link leads, as it says itself. */
	readonly target?: string;
}

/** A tree as it was found. */
export interface Tree {
	readonly entries: readonly TreeEntry[];
	/** What could not be read, in the words of whoever tried. */
	readonly troubles: readonly string[];
}

/**
 * True when the one can stand for the other without a look into it, which is what rsync goes by as well: whole seconds, because
 * SFTP and archives know no less.
 */
export function isSame(a: TreeEntry, b: TreeEntry): boolean {
	if (a.type !== b.type) return false;
	if (a.type === 'link') return a.target === b.target;
	if (a.type !== 'file') return true;
	return a.size === b.size && Math.floor(a.modified / 1000) === Math.floor(b.modified / 1000);
}
