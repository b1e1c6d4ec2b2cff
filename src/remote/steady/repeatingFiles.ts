import { isProblem } from '../../problems/problem.ts';
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
import type { RemoteHost } from '../remoteHost.ts';

/** How often in a row a link may break under one call. */
const MOST_TRIES = 3;

/** Files over a link that may break: what only reads is done again when the link is back, what changes files never is. */
export class RepeatingFiles implements RemoteFiles {
	readonly #ready: (signal: AbortSignal) => Promise<RemoteHost>;

	/** @param ready waits a little for the link, and throws when it does not come */
	constructor(ready: (signal: AbortSignal) => Promise<RemoteHost>) {
		this.#ready = ready;
	}

	stat(path: string, signal: AbortSignal): Promise<RemoteStat> {
		return this.#again(signal, (files) => files.stat(path, signal));
	}

	list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
		return this.#again(signal, (files) => files.list(path, signal));
	}

	async *listInPieces(path: string, signal: AbortSignal): AsyncIterable<readonly RemoteEntry[]> {
		yield* (await this.#ready(signal)).files.listInPieces(path, signal);
	}

	read(path: string, signal: AbortSignal, part?: FilePart): Promise<Uint8Array> {
		return this.#again(signal, (files) => files.read(path, signal, part));
	}

	async write(path: string, content: Uint8Array, signal: AbortSignal): Promise<WriteOutcome> {
		return (await this.#ready(signal)).files.write(path, content, signal);
	}

	async createDirectory(path: string, signal: AbortSignal): Promise<void> {
		await (await this.#ready(signal)).files.createDirectory(path, signal);
	}

	async remove(path: string, signal: AbortSignal): Promise<void> {
		await (await this.#ready(signal)).files.remove(path, signal);
	}

	async rename(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<void> {
		await (await this.#ready(signal)).files.rename(from, to, overwrite, signal);
	}

	readLink(path: string, signal: AbortSignal): Promise<string> {
		return this.#again(signal, (files) => files.readLink(path, signal));
	}

	async createLink(path: string, target: string, signal: AbortSignal): Promise<void> {
		await (await this.#ready(signal)).files.createLink(path, target, signal);
	}

	async setAttributes(path: string, attributes: FileAttributes, signal: AbortSignal): Promise<void> {
		await (await this.#ready(signal)).files.setAttributes(path, attributes, signal);
	}

	async open(path: string, how: OpenMode, signal: AbortSignal, lane?: number): Promise<RemoteFile> {
		return (await this.#ready(signal)).files.open(path, how, signal, lane);
	}

	space(path: string, signal: AbortSignal): Promise<FileSystemSpace | undefined> {
		return this.#again(signal, (files) => files.space(path, signal));
	}

	async #again<T>(signal: AbortSignal, work: (files: RemoteFiles) => Promise<T>): Promise<T> {
		for (let tries = 1; ; tries += 1) {
			const { files } = await this.#ready(signal);
			try {
				return await work(files);
			} catch (error) {
				if (!isProblem(error, 'connectionLost') || tries === MOST_TRIES) throw error;
				signal.throwIfAborted();
			}
		}
	}
}
