import type { Stats } from 'ssh2';
import { isAbort, isTimeout, unlessAborted } from '../../base/abort.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Link } from '../link/link.ts';
import type {
	FilePart,
	FileSystemSpace,
	RemoteEntry,
	RemoteFiles,
	RemoteStat,
	WriteOutcome,
} from '../remoteFiles.ts';
import { underAll } from '../underAll.ts';
import { type SftpCall, SftpChannel, type SftpRequest } from './sftpChannel.ts';
import {
	ContentLostError,
	FileTroubleError,
	fileProblem,
	SFTP_FAILURE,
	SFTP_NOT_FOUND,
	sftpCode,
} from './sftpErrors.ts';
import { removeLeftovers } from './sftpLeftovers.ts';
import { entriesOf, statOf, throwUnlessFile } from './sftpStat.ts';
import { readAll } from './sftpTransfer.ts';
import { renameOver, writeFile } from './sftpWrite.ts';

/** What ssh2 makes of the answer of `statvfs@openssh.com`. */
interface StatVfs {
	readonly f_frsize: number;
	readonly f_blocks: number;
	readonly f_bavail: number;
	readonly f_files: number;
	readonly f_favail: number;
}

/** How long a call may take. */
export interface FilePatience {
	/** For what moves no content: a file system that does not answer for so long will not. */
	readonly shortSeconds: number;
	/** For content and long listings. */
	readonly longSeconds: number;
}

const PATIENCE: FilePatience = { shortSeconds: 60, longSeconds: 600 };

/** A channel that is open or about to be, and what keeps it. */
interface Opening {
	readonly channel: Promise<SftpChannel>;
	calls: number;
	/** True when somebody else waits for it. */
	isWanted: boolean;
}

/**
 * RemoteFiles over one SFTP channel, which the first call opens, and the first one after its end opens again. When others
 * need the channel it takes no more calls and closes after those it has. It does not close for idleness alone: open it
 * costs the login node half a MiB and no work, opened anew a process and three round trips.
 */
export class SftpFiles implements RemoteFiles {
	readonly #link: Link;
	readonly #patience: FilePatience;
	/** Files beside which no leftovers are. */
	readonly #swept = new Set<string>();
	#current: Opening | undefined;

	constructor(link: Link, patience = PATIENCE) {
		this.#link = link;
		this.#patience = patience;
	}

	stat(path: string, signal: AbortSignal): Promise<RemoteStat> {
		return this.#during('stat', path, this.#patience.shortSeconds, signal, (call) => statOf(call, path));
	}

	list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
		return this.#during('list', path, this.#patience.longSeconds, signal, (call) =>
			withHandle(
				call,
				(sftp, done) => sftp.opendir(path, done),
				(handle) => entriesOf(call, handle, path),
			).catch(async (error: unknown) => {
				// OpenSSH says "not found" of what is no directory (ENOTDIR) as well.
				const isThere = sftpCode(error) === SFTP_NOT_FOUND && (await typeAt(call, path)) !== undefined;
				throw isThere ? new FileTroubleError('notDirectory', { cause: error }) : error;
			}),
		);
	}

	async *listInPieces(path: string, signal: AbortSignal): AsyncIterable<readonly RemoteEntry[]> {
		yield await this.list(path, signal);
	}

	async read(path: string, signal: AbortSignal, part?: FilePart): Promise<Uint8Array> {
		const content = await this.#readAll(path, signal);
		return part ? content.subarray(part.offset, part.offset + part.length) : content;
	}

	#readAll(path: string, signal: AbortSignal): Promise<Uint8Array> {
		return this.#during('read', path, this.#patience.longSeconds, signal, async (call) => {
			const facts = await call.request<Stats>((sftp, done) => sftp.stat(path, done));
			throwUnlessFile(facts);
			return withHandle(
				call,
				(sftp, done) => sftp.open(path, 'r', done),
				(handle) => readAll(call, handle, facts.size),
			);
		});
	}

	async write(path: string, content: Uint8Array, signal: AbortSignal): Promise<WriteOutcome> {
		const outcome = await this.#during('write', path, this.#patience.longSeconds, signal, (call) =>
			writeFile(call, path, content),
		);
		if (!this.#swept.has(path)) void this.#sweep(path);
		return outcome;
	}

	/** Once for each file and connection, and nobody waits for it. */
	async #sweep(path: string): Promise<void> {
		this.#swept.add(path);
		const deadline = AbortSignal.timeout(this.#patience.shortSeconds * 1000);
		const opening = this.#enter();
		try {
			const channel = await opening.channel;
			await channel.call([deadline], (call) => removeLeftovers(call, path));
		} catch {
			// The file itself is written.
		} finally {
			this.#leave(opening);
		}
	}

	createDirectory(path: string, signal: AbortSignal): Promise<void> {
		return this.#during('create', path, this.#patience.shortSeconds, signal, (call) =>
			call
				.request((sftp, done) => sftp.mkdir(path, done))
				.catch(async (error: unknown) => {
					throw (await isFailureWith(error, call, path))
						? new FileTroubleError('exists', { cause: error })
						: error;
				}),
		);
	}

	remove(path: string, signal: AbortSignal): Promise<void> {
		return this.#during('remove', path, this.#patience.shortSeconds, signal, async (call) => {
			if ((await typeOrThrow(call, path)) !== 'directory') {
				return call.request((sftp, done) => sftp.unlink(path, done));
			}
			return call
				.request((sftp, done) => sftp.rmdir(path, done))
				.catch((error: unknown) => {
					throw sftpCode(error) === SFTP_FAILURE ? new FileTroubleError('notEmpty', { cause: error }) : error;
				});
		});
	}

	rename(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<void> {
		return this.#during('rename', from, this.#patience.shortSeconds, signal, (call) =>
			call
				.request((sftp, done) => (overwrite ? renameOver(sftp, from, to, done) : sftp.rename(from, to, done)))
				.catch(async (error: unknown) => {
					if (!(await isFailureWith(error, call, to))) throw error;
					throw new FileTroubleError(overwrite ? 'notEmpty' : 'exists', { cause: error });
				}),
		);
	}

	space(path: string, signal: AbortSignal): Promise<FileSystemSpace | undefined> {
		return this.#during('statvfs', path, this.#patience.shortSeconds, signal, async (call) => {
			const facts = await call.request<StatVfs>((sftp, done) => sftp.ext_openssh_statvfs(path, done));
			return {
				bytes: { total: facts.f_blocks * facts.f_frsize, available: facts.f_bavail * facts.f_frsize },
				inodes: { total: facts.f_files, available: facts.f_favail },
			};
		});
	}

	/** Runs one call's requests. A channel that died before the call is replaced; one that dies during it fails the call. */
	async #during<T>(
		verb: string,
		path: string,
		seconds: number,
		signal: AbortSignal,
		work: (call: SftpCall) => Promise<T>,
	): Promise<T> {
		const deadline = AbortSignal.timeout(seconds * 1000);
		const { hostName, ended } = this.#link;
		const opening = this.#enter();
		let channel: SftpChannel | undefined;
		try {
			channel = await underAll([signal, deadline], (both) => unlessAborted(opening.channel, both));
			return await channel.call([signal, deadline], work);
		} catch (error) {
			if (deadline.aborted) channel?.close();
			if (error instanceof ContentLostError) throw fileProblem(hostName, path, error);
			signal.throwIfAborted();
			if (deadline.aborted || isTimeout(error)) {
				const facts = { host: hostName, command: `sftp ${verb} ${path}`, seconds };
				throw new ProblemError({ kind: 'timedOut', ...facts }, { cause: error });
			}
			if (!ended.aborted || !isAbort(error)) throw fileProblem(hostName, path, error);
			const detail = 'The connection was closed on this side.';
			throw new ProblemError({ kind: 'connectionLost', host: hostName, detail }, { cause: error });
		} finally {
			this.#leave(opening);
		}
	}

	#enter(): Opening {
		const opening = this.#current ?? this.#open();
		opening.calls++;
		return opening;
	}

	#leave(opening: Opening): void {
		opening.calls--;
		if (opening.isWanted) this.#closeIdle(opening);
	}

	#open(): Opening {
		const use = {
			kind: 'service',
			isUrgent: true,
			isIdle: () => opening.calls === 0,
			giveBack: () => {
				opening.isWanted = true;
				forget();
				this.#closeIdle(opening);
			},
		} as const;
		const forget = () => {
			if (this.#current === opening) this.#current = undefined;
		};
		const channel = SftpChannel.open(this.#link, use, forget);
		const opening: Opening = { channel, calls: 0, isWanted: false };
		this.#current = opening;
		channel.catch(forget);
		return opening;
	}

	#closeIdle(opening: Opening): void {
		if (opening.calls > 0) return;
		opening.channel.then(
			(channel) => channel.close(),
			() => {},
		);
	}
}

/** Opens something, works with it and closes it, whatever comes between. */
async function withHandle<T>(
	call: SftpCall,
	open: SftpRequest<Buffer>,
	work: (handle: Buffer) => Promise<T>,
): Promise<T> {
	const close = (handle: Buffer) => call.tidy((sftp, done) => sftp.close(handle, done));
	const handle = await call.request(open, close);
	try {
		return await work(handle);
	} finally {
		void close(handle);
	}
}

async function typeOrThrow(call: SftpCall, path: string): Promise<'directory' | 'other'> {
	const facts = await call.request<Stats>((sftp, done) => sftp.lstat(path, done));
	return facts.isDirectory() ? 'directory' : 'other';
}

const typeAt = (call: SftpCall, path: string) => typeOrThrow(call, path).catch(() => undefined);

/** True for SFTP's "Failure" where the reason is plainly that something is at `path`. */
async function isFailureWith(error: unknown, call: SftpCall, path: string): Promise<boolean> {
	return sftpCode(error) === SFTP_FAILURE && (await typeAt(call, path)) !== undefined;
}
