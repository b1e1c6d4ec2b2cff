/** What a path leads to. `other` is a device, socket or pipe. */
export type RemoteFileType = 'file' | 'directory' | 'other';

/** A file's facts, of the target when the path is a link. */
export interface RemoteStat {
	readonly type: RemoteFileType;
	readonly isLink: boolean;
	/** Bytes. */
	readonly size: number;
	/** Milliseconds since 1970; SFTP version 3 knows whole seconds only. */
	readonly modified: number;
	/** Permission bits, such as 0o644. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
}

export interface RemoteEntry extends RemoteStat {
	readonly name: string;
	/** True for a link whose target does not exist. */
	readonly isDangling: boolean;
}

/** A part of a file; it may reach beyond the end. */
export interface FilePart {
	/** Bytes. */
	readonly offset: number;
	/** Bytes. */
	readonly length: number;
}

export interface FileAttributes {
	/** Permission bits, such as 0o644. */
	readonly mode?: number;
	/** Milliseconds since 1970; what is less than a second is lost. */
	readonly modified?: number;
}

export type OpenMode = 'read' | 'create' | 'continue';

/** An open file. Every call ends as those of RemoteFiles do. */
export interface RemoteFile {
	/** Bytes from an offset; fewer than asked for only at the file's end. */
	read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
	/**
	 * By one request, so after one round trip: what one answer carries of the bytes from an offset, often fewer than asked
	 * for; none at the file's end.
	 */
	readOnce(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
	/** As `read`, into memory that is there; returns how many bytes. After a failure it may still be written to. */
	readInto(buffer: Buffer, offset: number, signal: AbortSignal): Promise<number>;
	/** The bytes must stay as they are meanwhile. Throws ProblemError `remoteFile` with trouble `full` where there is no space. */
	write(offset: number, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
	stat(signal: AbortSignal): Promise<RemoteStat>;
	truncate(size: number, signal: AbortSignal): Promise<void>;
	setAttributes(attributes: FileAttributes, signal: AbortSignal): Promise<void>;
	/** Waits until the server has it on its disk, where the server can tell. */
	flush(signal: AbortSignal): Promise<void>;
	/** Never fails. */
	close(): Promise<void>;
}

/** How a file got its new content. In place, readers may have seen a part of it. */
export type WriteOutcome =
	| { readonly way: 'replaced' }
	| {
			readonly way: 'inPlace';
			/** What replacing it would have broken, or why nothing could be put beside it. */
			readonly why: 'folderNotWritable' | 'hardLink' | 'owner' | 'accessList';
	  };

/** A whole file system's space, as statvfs(3) has it; `available` is what this user may use. Bytes and numbers of inodes. */
export interface FileSystemSpace {
	readonly bytes: { readonly total: number; readonly available: number };
	readonly inodes: { readonly total: number; readonly available: number };
}

/**
 * Files of a login node. Paths are absolute, and text of any bytes: see `base/rawText.ts`. Every call ends: with its answer, the signal's reason, or a
 * ProblemError `remoteFile`, `connectionLost` or `timedOut`.
 */
export interface RemoteFiles {
	stat(path: string, signal: AbortSignal): Promise<RemoteStat>;
	list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
	/** As `list`, piece by piece as they come; leaving the loop asks for no more. */
	listInPieces(path: string, signal: AbortSignal): AsyncIterable<readonly RemoteEntry[]>;
	/** Fails with trouble `other` for what is neither file nor directory, as `write` does: a pipe would wait for its other end. */
	read(path: string, signal: AbortSignal, part?: FilePart): Promise<Uint8Array>;
	/**
	 * Replaces or creates a file so that readers see the old content or the new, never a part; keeps the mode of
	 * what it replaces and follows links. Where nothing can be created beside the file it is written in place,
	 * and what it held is written back when that fails.
	 */
	write(path: string, content: Uint8Array, signal: AbortSignal): Promise<WriteOutcome>;
	createDirectory(path: string, signal: AbortSignal): Promise<void>;
	/** Removes one file, link or empty directory; never follows a link. */
	remove(path: string, signal: AbortSignal): Promise<void>;
	/** Fails with trouble `exists` when `to` exists, unless `overwrite`. */
	rename(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<void>;
	/** Where a link leads, as it says itself: perhaps relative, perhaps to nothing. */
	readLink(path: string, signal: AbortSignal): Promise<string>;
	/** Fails with trouble `exists` where there is something. */
	createLink(path: string, target: string, signal: AbortSignal): Promise<void>;
	/** Of the target where the path is a link. */
	setAttributes(path: string, attributes: FileAttributes, signal: AbortSignal): Promise<void>;
	/**
	 * Opens a file for moving much of it. `create` fails with trouble `exists`; `continue` opens for writing, and reading, what may be
	 * there in part. With a `lane` above 0 it goes over a channel of that number besides the one that all others share:
	 * several at a time let more be under way over a distance. Nothing is repeated: a file dies with its link.
	 */
	open(path: string, how: OpenMode, signal: AbortSignal, lane?: number): Promise<RemoteFile>;
	/** What the file system at a path has; undefined where the server does not tell. */
	space(path: string, signal: AbortSignal): Promise<FileSystemSpace | undefined>;
}
