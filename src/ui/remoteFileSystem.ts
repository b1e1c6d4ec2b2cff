import {
	type Disposable,
	EventEmitter,
	type FileChangeEvent,
	FileChangeType,
	FilePermission,
	type FileStat,
	FileSystemError,
	type FileSystemProvider,
	FileType,
	type Uri,
	workspace,
} from 'vscode';
import type { App } from '../app.ts';
import { isAbort, isTimeout } from '../base/abort.ts';
import { problemLine } from '../presenters/problemText.ts';
import type { Problem } from '../problems/problem.ts';
import { ProblemError } from '../problems/problem.ts';
import { deleteTree } from '../storage/deleteTree.ts';
import { SCHEME } from './remoteUri.ts';

type RemoteStat = Awaited<ReturnType<ReturnType<App['sessions']['get']>['files']['stat']>>;

const STAT_DEADLINE_MS = 30_000;
const TRANSFER_DEADLINE_MS = 10 * 60_000;

/** Files of connected clusters as VS Code sees them. */
class RemoteFileSystem implements FileSystemProvider {
	readonly #app: App;
	readonly #changed = new EventEmitter<FileChangeEvent[]>();

	readonly onDidChangeFile = this.#changed.event;

	constructor(app: App) {
		this.#app = app;
	}

	/** Changes by others are not noticed while a file is open; VS Code compares before it saves. */
	watch(): Disposable {
		return { dispose: () => undefined };
	}

	stat(uri: Uri): Promise<FileStat> {
		return this.#do(uri, STAT_DEADLINE_MS, async (files, signal) =>
			statOf(await files.stat(uri.path, signal)),
		);
	}

	readDirectory(uri: Uri): Promise<[string, FileType][]> {
		return this.#do(uri, STAT_DEADLINE_MS, async (files, signal) =>
			(await files.list(uri.path, signal)).map((entry) => [
				entry.name,
				entry.isDangling ? FileType.SymbolicLink : typeOf(entry),
			]),
		);
	}

	readFile(uri: Uri): Promise<Uint8Array> {
		return this.#do(uri, TRANSFER_DEADLINE_MS, (files, signal) => files.read(uri.path, signal));
	}

	writeFile(uri: Uri, content: Uint8Array, options: { create: boolean; overwrite: boolean }): Promise<void> {
		return this.#do(uri, TRANSFER_DEADLINE_MS, async (files, signal) => {
			const exists = await files.stat(uri.path, signal).then(
				({ type }) => {
					if (type === 'directory') throw FileSystemError.FileIsADirectory(uri);
					return true;
				},
				(error: unknown) => {
					if (isMissing(error)) return false;
					throw error;
				},
			);
			if (!exists && !options.create) throw FileSystemError.FileNotFound(uri);
			if (exists && options.create && !options.overwrite) throw FileSystemError.FileExists(uri);
			await files.write(uri.path, content, signal);
			this.#changed.fire([{ type: exists ? FileChangeType.Changed : FileChangeType.Created, uri }]);
		});
	}

	createDirectory(uri: Uri): Promise<void> {
		return this.#do(uri, STAT_DEADLINE_MS, async (files, signal) => {
			await files.createDirectory(uri.path, signal);
			this.#changed.fire([{ type: FileChangeType.Created, uri }]);
		});
	}

	delete(uri: Uri, { recursive }: { recursive: boolean }): Promise<void> {
		return this.#do(uri, TRANSFER_DEADLINE_MS, async (files, signal) => {
			if (recursive) await deleteTree(this.#app.sessions.get(uri.authority).host, uri.path, signal);
			else await files.remove(uri.path, signal);
			this.#changed.fire([{ type: FileChangeType.Deleted, uri }]);
		});
	}

	rename(from: Uri, to: Uri, { overwrite }: { overwrite: boolean }): Promise<void> {
		if (from.authority !== to.authority)
			throw FileSystemError.NoPermissions('Files are not moved between clusters.');
		return this.#do(from, STAT_DEADLINE_MS, async (files, signal) => {
			await files.rename(from.path, to.path, overwrite, signal);
			this.#changed.fire([
				{ type: FileChangeType.Deleted, uri: from },
				{ type: FileChangeType.Created, uri: to },
			]);
		});
	}

	dispose(): void {
		this.#changed.dispose();
	}

	async #do<T>(
		uri: Uri,
		deadlineMs: number,
		work: (files: ReturnType<App['sessions']['get']>['files'], signal: AbortSignal) => Promise<T>,
	): Promise<T> {
		try {
			return await work(this.#app.sessions.get(uri.authority).files, AbortSignal.timeout(deadlineMs));
		} catch (error) {
			throw fileSystemError(error, uri);
		}
	}
}

export function registerRemoteFileSystem(app: App): Disposable {
	const provider = new RemoteFileSystem(app);
	const registration = workspace.registerFileSystemProvider(SCHEME, provider, { isCaseSensitive: true });
	return {
		dispose: () => {
			registration.dispose();
			provider.dispose();
		},
	};
}

function statOf(stat: RemoteStat): FileStat {
	// Owner bits only: a file that another group member may write is refused by the server if it must be.
	const readonly = (stat.mode & 0o222) === 0 ? { permissions: FilePermission.Readonly } : {};
	return { type: typeOf(stat), ctime: stat.modified, mtime: stat.modified, size: stat.size, ...readonly };
}

function typeOf({ type, isLink }: { readonly type: RemoteStat['type']; readonly isLink: boolean }): FileType {
	const own = type === 'directory' ? FileType.Directory : type === 'file' ? FileType.File : FileType.Unknown;
	return isLink ? own | FileType.SymbolicLink : own;
}

function isMissing(error: unknown): boolean {
	return (
		error instanceof ProblemError &&
		error.problem.kind === 'remoteFile' &&
		error.problem.trouble === 'notFound'
	);
}

/** VS Code keeps unsaved text and shows the words for every error but FileNotFound, which it takes as a plain fact. */
function fileSystemError(error: unknown, uri: Uri): Error {
	if (error instanceof FileSystemError) return error;
	if (!(error instanceof ProblemError)) {
		return isAbort(error) || isTimeout(error)
			? FileSystemError.Unavailable(uri)
			: FileSystemError.Unavailable(String(error));
	}
	return error.problem.kind === 'remoteFile'
		? errorForTrouble(error.problem, uri)
		: FileSystemError.Unavailable(problemLine(error));
}

function errorForTrouble(problem: Problem & { kind: 'remoteFile' }, uri: Uri): Error {
	const line = problemLine(new ProblemError(problem));
	switch (problem.trouble) {
		case 'notFound':
			return FileSystemError.FileNotFound(uri);
		case 'exists':
			return FileSystemError.FileExists(uri);
		case 'isDirectory':
			return FileSystemError.FileIsADirectory(uri);
		case 'notDirectory':
			return FileSystemError.FileNotADirectory(uri);
		case 'noPermission':
			return FileSystemError.NoPermissions(line);
		default:
			return FileSystemError.Unavailable(line);
	}
}
