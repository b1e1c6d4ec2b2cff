import { type Disposable, FileChangeType, type Uri, window, workspace } from 'vscode';
import type { App } from '../../app.ts';
import type { Closeable } from '../../base/closeable.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { SCHEME } from '../remoteUri.ts';

type Tell = (uri: Uri, type: FileChangeType) => void;

/** Folders of the Explorer that are looked at: it does not tell which are open, only which it read. */
const MOST_FOLDERS = 30;

/** Watches the files of visible editors, and the folders of the workspace that were opened, while the window is in front. */
export class RemoteWatch {
	readonly #app: App;
	readonly #tell: Tell;
	readonly #owned = new DisposableStore();
	readonly #watched = new Map<string, Closeable>();
	/** Roots that VS Code asked to watch with all below them. */
	readonly #roots = new Map<Uri, number>();
	readonly #folders = new Map<string, Uri>();
	/** When the reading of a folder that is not watched yet began. */
	readonly #readSince = new Map<string, number>();

	constructor(app: App, tell: Tell) {
		this.#app = app;
		this.#tell = tell;
		const follow = () => this.#follow();
		this.#owned.add(window.tabGroups.onDidChangeTabs(follow));
		this.#owned.add(window.onDidChangeVisibleTextEditors(follow));
		this.#owned.add(window.onDidChangeVisibleNotebookEditors(follow));
		this.#owned.add(window.onDidChangeWindowState(follow));
		this.#owned.add(app.sessions.onDidChange(follow));
	}

	/** What VS Code asks for; single files are known from the editors. */
	watch(uri: Uri, { recursive }: { readonly recursive: boolean }): Disposable {
		if (!recursive) return { dispose: () => undefined };
		this.#roots.set(uri, 1);
		this.#follow();
		return {
			dispose: () => {
				this.#roots.delete(uri);
				this.#follow();
			},
		};
	}

	/** VS Code has read a folder, which began at `since` by `performance.now()`: perhaps it shows it. */
	listed(folder: Uri, since: number): void {
		const isShown = [...this.#roots.keys()].some(
			(root) =>
				root.authority === folder.authority &&
				(folder.path === root.path || folder.path.startsWith(`${root.path}/`)),
		);
		if (!isShown) return;
		const key = folder.toString();
		this.#folders.delete(key);
		this.#folders.set(key, folder);
		const [oldest] = this.#folders.keys();
		if (this.#folders.size > MOST_FOLDERS && oldest !== undefined) this.#folders.delete(oldest);
		this.#readSince.set(key, since);
		this.#follow();
		this.#readSince.delete(key);
	}

	/** This window has changed it itself, and knows. */
	forget(uri: Uri): void {
		const session = this.#app.sessions.present.find(({ name }) => name === uri.authority);
		session?.watch.forget(uri.path);
	}

	async dispose(): Promise<void> {
		for (const watched of this.#watched.values()) void watched.dispose();
		await this.#owned.dispose();
	}

	#follow(): void {
		const wanted = window.state.focused ? this.#visible() : new Map<string, Uri>();
		const present = new Map(this.#app.sessions.present.map((session) => [session.name, session]));
		for (const [key, watched] of this.#watched) {
			if (wanted.has(key)) continue;
			void watched.dispose();
			this.#watched.delete(key);
		}
		for (const [key, uri] of wanted) {
			const session = present.get(uri.authority);
			if (!session || this.#watched.has(key)) continue;
			const readSince = this.#readSince.get(key);
			const options = readSince === undefined ? {} : { readSince };
			this.#watched.set(
				key,
				session.watch.watch(uri.path, (change) => this.#tell(uri, TYPES[change]), options),
			);
		}
	}

	#visible(): Map<string, Uri> {
		const uris = [
			...window.visibleTextEditors.map(({ document }) => document.uri),
			...window.visibleNotebookEditors.map(({ notebook }) => notebook.uri),
			...this.#folders.values(),
			...(workspace.workspaceFolders ?? []).map(({ uri }) => uri),
		];
		return new Map(uris.filter(({ scheme }) => scheme === SCHEME).map((uri) => [uri.toString(), uri]));
	}
}

const TYPES = {
	changed: FileChangeType.Changed,
	created: FileChangeType.Created,
	deleted: FileChangeType.Deleted,
} as const;
