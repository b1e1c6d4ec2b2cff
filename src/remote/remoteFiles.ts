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

/**
 * Files of a login node. Paths are absolute. Every call ends: with its answer, the signal's reason, or a
 * ProblemError `remoteFile`, `connectionLost` or `timedOut`.
 */
export interface RemoteFiles {
	stat(path: string, signal: AbortSignal): Promise<RemoteStat>;
	list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
	/** Fails with trouble `other` for what is neither file nor directory, as `write` does: a pipe would wait for its other end. */
	read(path: string, signal: AbortSignal): Promise<Uint8Array>;
	/**
	 * Replaces or creates a file so that readers see the old content or the new, never a part; keeps the mode of
	 * what it replaces and follows links. Where nothing can be created beside the file it is written in place,
	 * and what it held is written back when that fails.
	 */
	write(path: string, content: Uint8Array, signal: AbortSignal): Promise<void>;
	createDirectory(path: string, signal: AbortSignal): Promise<void>;
	/** Removes one file, link or empty directory; never follows a link. */
	remove(path: string, signal: AbortSignal): Promise<void>;
	/** Fails with trouble `exists` when `to` exists, unless `overwrite`. */
	rename(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<void>;
}
