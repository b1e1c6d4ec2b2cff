import * as l10n from '@vscode/l10n';
import {
	type Disposable,
	EventEmitter,
	type FileChangeEvent,
	FileChangeType,
	type FileStat,
	FileSystemError,
	type FileSystemProvider,
	type FileType,
	type Uri,
	workspace,
} from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { SCHEME } from '../remoteUri.ts';
import { entryType, fileStat } from './fileStat.ts';
import { fileSystemError, isMissing } from './fileSystemError.ts';
import { InPlaceNotice } from './inPlaceNotice.ts';
import { LargeFiles } from './largeFiles.ts';
import { OpenDocuments } from './openDocuments.ts';
import { RemoteWatch } from './remoteWatch.ts';
import { SaveConflicts } from './saveConflict.ts';

const SHORT_MS = 60_000;
const LONG_MS = 10 * 60_000;
const MOST_TIMES = 2_000;
const MiB = 1024 * 1024;

/** Files of connected clusters as VS Code sees them. */
export class RemoteFileSystem implements FileSystemProvider {
	readonly #app: App;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<FileChangeEvent[]>());
	readonly #documents = this.#owned.add(new OpenDocuments());
	readonly #watch: RemoteWatch;
	/** The times that VS Code knows of the files that it asked for last. */
	readonly #times = new Map<string, number>();
	readonly #notice = new InPlaceNotice();
	readonly conflicts = this.#owned.add(new SaveConflicts(this.#documents));
	readonly large: LargeFiles;

	readonly onDidChangeFile = this.#changed.event;

	constructor(app: App) {
		this.#app = app;
		this.large = this.#owned.add(new LargeFiles(app));
		this.#watch = this.#owned.add(new RemoteWatch(app, (uri, type) => this.#changed.fire([{ uri, type }])));
		this.#owned.add(workspace.registerFileSystemProvider(SCHEME, this, { isCaseSensitive: true }));
	}

	watch(uri: Uri, options: { readonly recursive: boolean }): Disposable {
		return this.#watch.watch(uri, options);
	}

	stat(uri: Uri): Promise<FileStat> {
		return this.#do(uri, SHORT_MS, async (session, signal) => {
			const [stat, identity] = await Promise.all([
				session.files.stat(uri.path, signal),
				session.identity(signal),
			]);
			return fileStat({ ...stat, modified: this.#toldTime(uri, stat.modified) }, identity);
		});
	}

	readDirectory(uri: Uri): Promise<[string, FileType][]> {
		return this.#do(uri, LONG_MS, async ({ files }, signal) => {
			const since = performance.now();
			const entries = await files.list(uri.path, signal);
			this.#watch.listed(uri, since);
			return entries.map((entry) => [entry.name, entryType(entry)]);
		});
	}

	readFile(uri: Uri): Promise<Uint8Array> {
		return this.#do(uri, LONG_MS, async ({ files }, signal) => {
			this.large.check(uri, (await files.stat(uri.path, signal)).size);
			const content = await files.read(uri.path, signal);
			if (this.#documents.bases.read(uri.toString(), content, this.#documents.isOpen(uri)) === 'other') {
				// Whoever read it: an editor without unsaved changes has to take it over.
				setTimeout(() => this.#changed.fire([{ type: FileChangeType.Changed, uri }]));
			}
			return content;
		});
	}

	writeFile(
		uri: Uri,
		content: Uint8Array,
		{ create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
	): Promise<void> {
		return this.#do(uri, LONG_MS, async (session, signal) => {
			const exists = await this.#mayWrite(uri, session, signal);
			if (!exists && !create) throw FileSystemError.FileNotFound(uri);
			if (exists && create && !overwrite) throw FileSystemError.FileExists(uri);
			this.#notice.tell(uri, await session.files.write(uri.path, content, signal));
			this.#documents.bases.written(uri.toString(), content);
			this.#times.delete(uri.toString());
			this.#fire(exists ? FileChangeType.Changed : FileChangeType.Created, uri);
		});
	}

	createDirectory(uri: Uri): Promise<void> {
		return this.#do(uri, SHORT_MS, async ({ files }, signal) => {
			await files.createDirectory(uri.path, signal);
			this.#fire(FileChangeType.Created, uri);
		});
	}

	delete(uri: Uri, { recursive }: { readonly recursive: boolean }): Promise<void> {
		return this.#do(uri, LONG_MS, async (session, signal) => {
			const { files } = session;
			if (!recursive) await files.remove(uri.path, signal);
			else {
				await files.stat(uri.path, signal).catch(async (error: unknown) => {
					// A link to nothing is there all the same.
					if (!isMissing(error)) throw error;
					await files.readLink(uri.path, signal);
				});
				await session.delete(uri.path, signal);
			}
			this.#fire(FileChangeType.Deleted, uri);
		});
	}

	rename(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
		return this.#do(from, LONG_MS, async (session, signal) => {
			throwBetweenClusters(from, to);
			await session.move({ from: from.path, to: to.path, overwrite }, signal);
			this.#fire(FileChangeType.Deleted, from);
			this.#fire(FileChangeType.Created, to);
		});
	}

	copy(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
		return this.#do(from, LONG_MS, async (session, signal) => {
			throwBetweenClusters(from, to);
			await session.copy({ from: from.path, to: to.path, overwrite }, signal);
			this.#fire(FileChangeType.Created, to);
		});
	}

	/** Others changed it through this window: a transfer, for example. */
	tell(uri: Uri): void {
		this.#fire(FileChangeType.Changed, uri);
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}

	/** Whether there is something to replace. Throws where that is a folder, or somebody else's change. */
	async #mayWrite(uri: Uri, { files }: ClusterSession, signal: AbortSignal): Promise<boolean> {
		const { bases } = this.#documents;
		try {
			const { type, size } = await files.stat(uri.path, signal);
			if (type === 'directory') throw FileSystemError.FileIsADirectory(uri);
			if (!bases.has(uri.toString()) || !this.#documents.isOpen(uri)) return true;
			// One that has grown beyond all measure is another one for certain.
			const part = this.large.isTooLarge(size) ? { offset: 0, length: MiB } : undefined;
			const current = await files.read(uri.path, signal, part);
			if (bases.mayReplace(uri.toString(), current)) return true;
			throw this.conflicts.open(uri, current);
		} catch (error) {
			if (isMissing(error)) return false;
			throw error;
		}
	}

	/**
	 * As long as a document has unsaved changes VS Code is told the time from before them: its own check before a save sees
	 * only some of the changes by others, and would ask a second time about those that ours sees, which are all.
	 */
	#toldTime(uri: Uri, modified: number): number {
		const key = uri.toString();
		const before = this.#times.get(key);
		if (before !== undefined && this.#documents.isDirty(uri)) return before;
		this.#times.delete(key);
		this.#times.set(key, modified);
		const [oldest] = this.#times.keys();
		if (this.#times.size > MOST_TIMES && oldest !== undefined) this.#times.delete(oldest);
		return modified;
	}

	#fire(type: FileChangeType, uri: Uri): void {
		this.#watch.forget(uri);
		this.#changed.fire([{ type, uri }]);
	}

	async #do<T>(
		uri: Uri,
		deadlineMs: number,
		work: (session: ClusterSession, signal: AbortSignal) => Promise<T>,
	): Promise<T> {
		try {
			return await work(this.#app.sessions.get(uri.authority), AbortSignal.timeout(deadlineMs));
		} catch (error) {
			throw fileSystemError(error, uri);
		}
	}
}

function throwBetweenClusters(from: Uri, to: Uri): void {
	if (from.authority === to.authority) return;
	throw FileSystemError.NoPermissions(
		l10n.t('Files do not go from one cluster to another by themselves. Download them, then upload them.'),
	);
}
