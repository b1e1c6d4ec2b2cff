import { isAbort, isTimeout, unlessAborted } from '../../base/abort.ts';
import { Pieces } from '../../base/pieces.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Link } from '../link/link.ts';
import type {
	FileAttributes,
	FilePart,
	FileSystemSpace,
	OpenMode,
	RemoteEntry,
	RemoteFile,
	RemoteFiles,
	RemoteStat,
	WriteOutcome,
} from '../remoteFiles.ts';
import { underAll } from '../underAll.ts';
import type { Exec } from './saveByShell.ts';
import type { SftpCall, SftpChannel } from './sftpChannel.ts';
import {
	ContentLostError,
	FileTroubleError,
	fileProblem,
	SFTP_FAILURE,
	SFTP_NOT_FOUND,
	sftpCode,
} from './sftpErrors.ts';
import { type OnChannel, sftpAttributes, sftpHandle } from './sftpHandle.ts';
import { type Opening, SftpLane } from './sftpLane.ts';
import { removeLeftovers } from './sftpLeftovers.ts';
import {
	close,
	EXTENSION,
	lstat,
	mkdir,
	OPEN_FLAG,
	open,
	opendir,
	readlink,
	remove,
	rename,
	rmdir,
	type SftpRequest,
	setstat,
	stat,
	statvfs,
	symlink,
} from './sftpRequest.ts';
import { entriesOf, isDirectory, statOf, throwUnlessFile } from './sftpStat.ts';
import { readAll, readPart } from './sftpTransfer.ts';
import { renameOver, writeFile } from './sftpWrite.ts';

/** How long a call may take. */
export interface FilePatience {
	/** For what moves no content: a file system that does not answer for so long will not. */
	readonly shortSeconds: number;
	/** For content and long listings. */
	readonly longSeconds: number;
}

const PATIENCE: FilePatience = { shortSeconds: 60, longSeconds: 600 };

/** Channels for moving much; one that nobody used for so long is closed. */
const BULK = { isUrgent: false, idleMs: 5_000 };

const FLAGS: Readonly<Record<OpenMode, number>> = {
	read: OPEN_FLAG.read,
	create: OPEN_FLAG.write | OPEN_FLAG.create | OPEN_FLAG.exclusive,
	continue: OPEN_FLAG.read | OPEN_FLAG.write | OPEN_FLAG.create,
};

export interface SftpFilesOptions {
	readonly patience?: FilePatience;
	/** A shell on the same host, where there is one: it can keep what SFTP knows nothing of. */
	readonly exec?: Exec;
}

/**
 * RemoteFiles over one SFTP channel, and more of them for moving much. The first one does not close for idleness alone:
 * open it costs the login node half a MiB and no work, opened anew a process and three round trips.
 */
export class SftpFiles implements RemoteFiles {
	readonly #link: Link;
	readonly #patience: FilePatience;
	readonly #exec: Exec | undefined;
	/** Files beside which no leftovers are. */
	readonly #swept = new Set<string>();
	readonly #lanes: SftpLane[];

	constructor(link: Link, { patience = PATIENCE, exec }: SftpFilesOptions = {}) {
		this.#link = link;
		this.#patience = patience;
		this.#exec = exec;
		this.#lanes = [new SftpLane(link)];
	}

	stat(path: string, signal: AbortSignal): Promise<RemoteStat> {
		return this.#briefly('stat', path, signal, (call) => statOf(call, path));
	}

	async list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
		const pieces: (readonly RemoteEntry[])[] = [];
		for await (const piece of this.listInPieces(path, signal)) pieces.push(piece);
		return pieces.flat();
	}

	async *listInPieces(path: string, signal: AbortSignal): AsyncIterable<readonly RemoteEntry[]> {
		const pieces = new Pieces<readonly RemoteEntry[]>();
		const leaving = new AbortController();
		const listing = this.#atLength('list', path, AbortSignal.any([signal, leaving.signal]), (call) =>
			withHandle(call, opendir(path), async (handle) => {
				for await (const piece of entriesOf(call, handle, path)) pieces.push(piece);
			}).catch(async (error: unknown) => {
				// OpenSSH says "not found" of what is no directory (ENOTDIR) as well.
				const isThere = sftpCode(error) === SFTP_NOT_FOUND && (await typeAt(call, path)) !== undefined;
				throw isThere ? new FileTroubleError('notDirectory', { cause: error }) : error;
			}),
		);
		listing.then(
			() => pieces.end(),
			(error: unknown) => pieces.end(error),
		);
		try {
			yield* pieces.all();
		} finally {
			leaving.abort();
			await listing.catch(() => undefined);
		}
	}

	read(path: string, signal: AbortSignal, part?: FilePart): Promise<Uint8Array> {
		return this.#atLength('read', path, signal, async (call) => {
			const facts = await call.request(stat(path));
			throwUnlessFile(facts);
			return withHandle(call, open(path, OPEN_FLAG.read), (handle) =>
				part ? readPart(call, handle, part.offset, part.length) : readAll(call, handle, facts.size ?? 0),
			);
		});
	}

	async write(path: string, content: Uint8Array, signal: AbortSignal): Promise<WriteOutcome> {
		const outcome = await this.#atLength('write', path, signal, (call) =>
			// Where there is one channel only, the shell would wait for the end of this very call.
			writeFile(call, path, content, this.#link.sessionLimit === 1 ? undefined : this.#exec),
		);
		if (!this.#swept.has(path)) void this.#sweep(path);
		return outcome;
	}

	/** Once for each file and connection, and nobody waits for it. */
	async #sweep(path: string): Promise<void> {
		this.#swept.add(path);
		await this.#briefly('sweep', path, new AbortController().signal, (call) =>
			removeLeftovers(call, path),
		).catch(() => undefined);
	}

	createDirectory(path: string, signal: AbortSignal): Promise<void> {
		return this.#briefly('create', path, signal, (call) =>
			call.request(mkdir(path)).catch(explainedBy(call, path, 'exists')),
		);
	}

	remove(path: string, signal: AbortSignal): Promise<void> {
		return this.#briefly('remove', path, signal, async (call) => {
			if (!isDirectory(await call.request(lstat(path)))) return call.request(remove(path));
			return call.request(rmdir(path)).catch((error: unknown) => {
				throw sftpCode(error) === SFTP_FAILURE ? new FileTroubleError('notEmpty', { cause: error }) : error;
			});
		});
	}

	rename(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<void> {
		return this.#briefly('rename', from, signal, (call) =>
			(overwrite ? renameOver(call, from, to) : call.request(rename(from, to))).catch(
				explainedBy(call, to, overwrite ? 'notEmpty' : 'exists'),
			),
		);
	}

	readLink(path: string, signal: AbortSignal): Promise<string> {
		return this.#briefly('read link', path, signal, (call) => call.request(readlink(path)));
	}

	createLink(path: string, target: string, signal: AbortSignal): Promise<void> {
		return this.#briefly('create link', path, signal, (call) =>
			call.request(symlink(target, path)).catch(explainedBy(call, path, 'exists')),
		);
	}

	setAttributes(path: string, attributes: FileAttributes, signal: AbortSignal): Promise<void> {
		return this.#briefly('set attributes', path, signal, (call) =>
			call.request(setstat(path, sftpAttributes(attributes))),
		);
	}

	async open(path: string, how: OpenMode, signal: AbortSignal, lane = 0): Promise<RemoteFile> {
		const own = this.#lane(lane);
		const opening = own.enter();
		const on: OnChannel = (verb, work, until) =>
			this.#during(opening, verb, path, this.#patience.longSeconds, until, work);
		try {
			const late = (call: SftpCall) => (handle: Buffer) => void call.tidy(close(handle));
			const handle = await on(
				'open',
				(call) =>
					call
						.request(open(path, FLAGS[how]), late(call))
						.catch(how === 'create' ? explainedBy(call, path, 'exists') : rethrow),
				signal,
			);
			return sftpHandle(handle, on, () => own.leave(opening));
		} catch (error) {
			own.leave(opening);
			throw error;
		}
	}

	space(path: string, signal: AbortSignal): Promise<FileSystemSpace | undefined> {
		return this.#briefly('statvfs', path, signal, async (call) => {
			if (!call.has(EXTENSION.statvfs)) return undefined;
			const { blockSize, blocks, availableBlocks, inodes, availableInodes } = await call.request(
				statvfs(path),
			);
			return {
				bytes: { total: blocks * blockSize, available: availableBlocks * blockSize },
				inodes: { total: inodes, available: availableInodes },
			};
		});
	}

	#lane(number: number): SftpLane {
		this.#lanes[number] ??= new SftpLane(this.#link, BULK);
		return this.#lanes[number];
	}

	#briefly<T>(
		verb: string,
		path: string,
		signal: AbortSignal,
		work: (call: SftpCall) => Promise<T>,
	): Promise<T> {
		return this.#onShared(verb, path, this.#patience.shortSeconds, signal, work);
	}

	#atLength<T>(
		verb: string,
		path: string,
		signal: AbortSignal,
		work: (call: SftpCall) => Promise<T>,
	): Promise<T> {
		return this.#onShared(verb, path, this.#patience.longSeconds, signal, work);
	}

	/** Runs one call's requests. A channel that died before the call is replaced; one that dies during it fails the call. */
	async #onShared<T>(
		verb: string,
		path: string,
		seconds: number,
		signal: AbortSignal,
		work: (call: SftpCall) => Promise<T>,
	): Promise<T> {
		const lane = this.#lane(0);
		const opening = lane.enter();
		try {
			return await this.#during(opening, verb, path, seconds, signal, work);
		} finally {
			lane.leave(opening);
		}
	}

	async #during<T>(
		opening: Opening,
		verb: string,
		path: string,
		seconds: number,
		signal: AbortSignal,
		work: (call: SftpCall) => Promise<T>,
	): Promise<T> {
		const deadline = AbortSignal.timeout(seconds * 1000);
		const { hostName, ended } = this.#link;
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
		}
	}
}

/** Opens something, works with it and closes it, whatever comes between. */
async function withHandle<T>(
	call: SftpCall,
	opening: SftpRequest<Buffer>,
	work: (handle: Buffer) => Promise<T>,
): Promise<T> {
	const done = (handle: Buffer) => call.tidy(close(handle));
	const handle = await call.request(opening, (late) => void done(late));
	try {
		return await work(handle);
	} finally {
		void done(handle);
	}
}

const typeAt = async (call: SftpCall, path: string): Promise<'directory' | 'other' | undefined> =>
	call.request(lstat(path)).then(
		(facts) => (isDirectory(facts) ? 'directory' : 'other'),
		() => undefined,
	);

function rethrow(error: unknown): never {
	throw error;
}

/** For `catch`: SFTP's "Failure" is `trouble` where the reason is plainly that something is at `path`. */
function explainedBy(
	call: SftpCall,
	path: string,
	trouble: 'exists' | 'notEmpty',
): (error: unknown) => Promise<never> {
	return async (error) => {
		const isThere = sftpCode(error) === SFTP_FAILURE && (await typeAt(call, path)) !== undefined;
		throw isThere ? new FileTroubleError(trouble, { cause: error }) : error;
	};
}
