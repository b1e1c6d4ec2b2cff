import { isProblem, ProblemError } from '../problems/problem.ts';
import type { RemoteFile } from '../remote/remoteFiles.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';

/** How far on from there a line is looked for. */
const LINE_SEARCH_BYTES = 16 * 1024;
/** So many bytes at each of two places tell whether it is still the same file. */
const REMEMBERED_BYTES = 64;

/** The part of a host that is needed here. */
type Files = Pick<RemoteHost, 'name' | 'files'>;

/** How far somebody has read, and what. */
interface OutputMark {
	readonly position: number;
	readonly pieces: readonly Piece[];
}

/** Some bytes of a file, and where they are. */
interface Piece {
	readonly offset: number;
	readonly bytes: Uint8Array;
}

/** How far somebody has read in a file that grows. */
export class OutputPosition {
	/** Bytes from the file's beginning. */
	position = 0;
	/** When the reader began to wait for more, in milliseconds; undefined while it is busy with what came. */
	waitsSince: number | undefined;
	/** What was read first, and last. */
	#first: Piece = { offset: 0, bytes: new Uint8Array() };
	#last: Piece = this.#first;

	advance(bytes: Uint8Array): void {
		if (this.#first.bytes.length < REMEMBERED_BYTES) {
			const joined = Buffer.concat([this.#first.bytes, bytes.subarray(0, REMEMBERED_BYTES)]);
			this.#first = { ...this.#first, bytes: joined.subarray(0, REMEMBERED_BYTES) };
		}
		this.position += bytes.length;
		// A copy: a view would keep all of a large piece in memory.
		const last =
			bytes.length >= REMEMBERED_BYTES
				? bytes.slice(-REMEMBERED_BYTES)
				: Buffer.concat([this.#last.bytes, bytes]).subarray(-REMEMBERED_BYTES);
		this.#last = { offset: this.position - last.length, bytes: last };
	}

	moveTo(position: number): void {
		this.position = position;
		this.#first = { offset: position, bytes: new Uint8Array() };
		this.#last = this.#first;
	}

	/** What was read, to compare it with the file; a copy that stays as it is. */
	get mark(): OutputMark {
		return { position: this.position, pieces: [this.#first, this.#last] };
	}
}

/** A file as it is now, for somebody who read it up to a mark. */
export interface OutputLook {
	/** Bytes. */
	readonly size: number;
	/** False when it is shorter than the mark, or holds something else before it: another file, or written anew. */
	readonly goesOn: boolean;
}

/** A look at a file that is kept open, to be closed by who asked for it. */
export interface OpenOutput extends OutputLook {
	readonly file: RemoteFile;
}

/**
 * Looks at a file; undefined where there is none. It is opened, because a network file system may tell an old size
 * otherwise. Throws ProblemError `remoteFile`, also with trouble `isDirectory` or `special` for what has no content to follow.
 */
export async function lookAtOutput(
	host: Files,
	path: string,
	mark: OutputMark,
	signal: AbortSignal,
): Promise<OutputLook | undefined> {
	const look = await openOutput(host, path, mark, signal);
	void look?.file.close();
	return look;
}

/** As `lookAtOutput`, and leaves the file open for reading on. */
export async function openOutput(
	host: Files,
	path: string,
	mark: OutputMark,
	signal: AbortSignal,
): Promise<OpenOutput | undefined> {
	try {
		const { type } = await host.files.stat(path, signal);
		if (type !== 'file') throw notAFile(host, path, type);
		const file = await host.files.open(path, 'read', signal);
		try {
			return { file, ...(await compare(file, mark, signal)) };
		} catch (error) {
			void file.close();
			throw error;
		}
	} catch (error) {
		if (isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound') return undefined;
		throw error;
	}
}

async function compare(
	file: RemoteFile,
	{ position, pieces }: OutputMark,
	signal: AbortSignal,
): Promise<OutputLook> {
	const { size } = await file.stat(signal);
	if (size < position) return { size, goesOn: false };
	const isSame = await Promise.all(
		pieces
			.filter(({ bytes }) => bytes.length > 0)
			.map(async ({ offset, bytes }) => {
				const now = await file.read(offset, bytes.length, signal);
				return Buffer.compare(now, bytes) === 0;
			}),
	);
	return { size, goesOn: !isSame.includes(false) };
}

/** Where the last part of a file of that size begins: at the beginning of a line, where one is near. */
export async function lastPart(
	host: Files,
	path: string,
	size: number,
	length: number,
	signal: AbortSignal,
): Promise<number> {
	const start = size - length;
	if (start <= 0) return 0;
	const part = { offset: start - 1, length: LINE_SEARCH_BYTES };
	return start - 1 + afterLineEnd(await host.files.read(path, signal, part));
}

/** Behind the first line end, else behind the first frame of a progress bar, else behind the first whole character. */
function afterLineEnd(bytes: Uint8Array): number {
	for (const end of [0x0a, 0x0d]) {
		const at = bytes.indexOf(end);
		if (at >= 0 && at + 1 < bytes.length) return at + 1;
	}
	// Bytes of the form 10xxxxxx go on with a character; the first byte stands before the part that was asked for.
	let at = 1;
	while (at < 4 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
	return Math.min(at, bytes.length);
}

function notAFile(host: Files, path: string, type: 'directory' | 'other'): ProblemError {
	const trouble = type === 'directory' ? 'isDirectory' : 'special';
	return new ProblemError({ kind: 'remoteFile', trouble, host: host.name, path, detail: type });
}
