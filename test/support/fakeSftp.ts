import { EventEmitter } from 'node:events';
import type { Link } from '../../src/remote/link/link.ts';

type Done = (error?: Error | null, value?: unknown) => void;

/** What a real server cannot be brought to: ssh2's SFTP client with one file in it, on a disk that fills up. */
export class FakeSftp extends EventEmitter {
	content: Buffer;
	/** WRITEs that succeed before the disk is full. */
	writes = Number.POSITIVE_INFINITY;
	/** WRITEs that fail then, before there is space again. */
	failures = 1;
	/** A file system that does not answer. */
	isStuck = false;
	isEnded = false;

	constructor(content = '') {
		super();
		this.content = Buffer.from(content);
	}

	stat(_path: string, done: Done): void {
		if (!this.isStuck) done(null, this.#facts);
	}
	lstat(path: string, done: Done): void {
		this.stat(path, done);
	}
	realpath(path: string, done: Done): void {
		done(null, path);
	}
	/** Nothing can be created beside the file. */
	open(_path: string, flags: string | number, ...rest: unknown[]): void {
		const done = rest.at(-1) as Done;
		if (flags === 'wx') done(sftpError(3));
		else done(null, Buffer.from('handle'));
	}
	read(_handle: Buffer, buffer: Buffer, offset: number, length: number, at: number, done: Done): void {
		const piece = this.content.subarray(at, at + length);
		piece.copy(buffer, offset);
		if (piece.length > 0) done(null, piece.length);
		else done(sftpError(1));
	}
	write(_handle: Buffer, bytes: Buffer, offset: number, length: number, at: number, done: Done): void {
		if (this.writes <= 0 && this.failures-- > 0) {
			done(sftpError(4));
			return;
		}
		this.writes--;
		const grown = Buffer.alloc(Math.max(this.content.length, at + length));
		this.content.copy(grown);
		bytes.copy(grown, at, offset, offset + length);
		this.content = grown;
		done();
	}
	fsetstat(_handle: Buffer, { size }: { size: number }, done: Done): void {
		this.content = this.content.subarray(0, size);
		done();
	}
	close(_handle: Buffer, done: Done): void {
		done();
	}
	opendir(_path: string, done: Done): void {
		done(sftpError(3));
	}
	end(): void {
		this.isEnded = true;
		this.emit('close');
	}

	get #facts(): object {
		return { mode: 0o100644, size: this.content.length, mtime: 0, uid: 1, gid: 1, isDirectory: () => false };
	}
}

/** A link whose channels are these, in turn. */
export function linkWith(...channels: FakeSftp[]): Link {
	const ended = new AbortController().signal;
	return { hostName: 'practice', ended, open: async () => channels.shift() } as unknown as Link;
}

/** As ssh2's, with a number of draft-ietf-secsh-filexfer-02. */
export const sftpError = (code: number) => Object.assign(new Error(`SFTP ${code}`), { code });
