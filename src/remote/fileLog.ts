import type { Logger } from '../base/log.ts';
import { ProblemError } from '../problems/problem.ts';
import { failureWords, readable, sizeWords } from './commandLog.ts';
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
} from './remoteFiles.ts';

/**
 * Writes a line to the log for each call: `practice: write /home/ada/job.sh, 3.8 kB → ok in 12 ms`. What only looks is
 * for those who look closer: an open view looks all the time.
 */
export class FileLog implements RemoteFiles {
	readonly #name: string;
	readonly #log: Logger;
	readonly #files: RemoteFiles;

	constructor(name: string, log: Logger, files: RemoteFiles) {
		this.#name = name;
		this.#log = log;
		this.#files = files;
	}

	stat(path: string, signal: AbortSignal): Promise<RemoteStat> {
		return this.#around('debug', `stat ${path}`, this.#files.stat(path, signal));
	}

	list(path: string, signal: AbortSignal): Promise<readonly RemoteEntry[]> {
		return this.#around('debug', `list ${path}`, this.#files.list(path, signal));
	}

	listInPieces(path: string, signal: AbortSignal): AsyncIterable<readonly RemoteEntry[]> {
		this.#log.debug(`${this.#name}: ${readable(`list ${path} in pieces`)}`);
		return this.#files.listInPieces(path, signal);
	}

	read(path: string, signal: AbortSignal, part?: FilePart): Promise<Uint8Array> {
		return this.#around('debug', `read ${path}`, this.#files.read(path, signal, part));
	}

	write(path: string, content: Uint8Array, signal: AbortSignal): Promise<WriteOutcome> {
		const call = `write ${path}, ${sizeWords(content.length)}`;
		return this.#around('info', call, this.#files.write(path, content, signal));
	}

	createDirectory(path: string, signal: AbortSignal): Promise<void> {
		return this.#around('info', `create folder ${path}`, this.#files.createDirectory(path, signal));
	}

	remove(path: string, signal: AbortSignal): Promise<void> {
		return this.#around('info', `remove ${path}`, this.#files.remove(path, signal));
	}

	rename(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<void> {
		return this.#around('info', `rename ${from} to ${to}`, this.#files.rename(from, to, overwrite, signal));
	}

	readLink(path: string, signal: AbortSignal): Promise<string> {
		return this.#around('debug', `read link ${path}`, this.#files.readLink(path, signal));
	}

	createLink(path: string, target: string, signal: AbortSignal): Promise<void> {
		const call = `create link ${path} to ${target}`;
		return this.#around('info', call, this.#files.createLink(path, target, signal));
	}

	setAttributes(path: string, attributes: FileAttributes, signal: AbortSignal): Promise<void> {
		const call = `set attributes of ${path}`;
		return this.#around('info', call, this.#files.setAttributes(path, attributes, signal));
	}

	open(path: string, how: OpenMode, signal: AbortSignal, lane?: number): Promise<RemoteFile> {
		const call = `open ${path} to ${how === 'read' ? 'read' : 'write'}`;
		return this.#around('debug', call, this.#files.open(path, how, signal, lane));
	}

	space(path: string, signal: AbortSignal): Promise<FileSystemSpace | undefined> {
		return this.#around('debug', `space at ${path}`, this.#files.space(path, signal));
	}

	async #around<T>(level: 'info' | 'debug', call: string, outcome: Promise<T>): Promise<T> {
		const start = performance.now();
		const write = (ending: string) => {
			const ms = Math.round(performance.now() - start);
			this.#log[level](`${this.#name}: ${readable(call)} → ${ending} in ${ms} ms`);
		};
		try {
			const result = await outcome;
			write('ok');
			return result;
		} catch (error) {
			write(wordsOf(error));
			throw error;
		}
	}
}

function wordsOf(error: unknown): string {
	if (!(error instanceof ProblemError) || error.problem.kind !== 'remoteFile') return failureWords(error);
	return `${error.problem.kind} ${error.problem.trouble}: ${error.problem.detail}`;
}
