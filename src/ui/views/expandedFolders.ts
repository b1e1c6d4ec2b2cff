import { type TreeView, window } from 'vscode';
import type { App } from '../../app.ts';
import type { Closeable } from '../../base/closeable.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import type { PlaceNode, StorageNode } from './storageNode.ts';

const MOST = 40;
/** In a longer folder only what comes and goes is noticed, not what grows. */
const MOST_ENTRIES = 200;

/** Notices changes in the folders that are open in the Storage view, while the person can see it. */
export class ExpandedFolders {
	readonly #app: App;
	readonly #tree: TreeView<StorageNode>;
	readonly #changed: (folder: PlaceNode) => void;
	readonly #entriesOf: (folder: PlaceNode) => number;
	readonly #owned = new DisposableStore();
	readonly #expanded = new Map<string, PlaceNode>();
	readonly #readSince = new Map<string, number>();
	readonly #watched = new Map<string, Closeable>();

	constructor(
		app: App,
		tree: TreeView<StorageNode>,
		entriesOf: (folder: PlaceNode) => number,
		changed: (folder: PlaceNode) => void,
	) {
		this.#app = app;
		this.#tree = tree;
		this.#entriesOf = entriesOf;
		this.#changed = changed;
		this.#owned.add(tree.onDidChangeVisibility(() => this.follow()));
		this.#owned.add(window.onDidChangeWindowState(() => this.follow()));
		this.#owned.add(
			tree.onDidCollapseElement(({ element }) => {
				this.#expanded.delete(element.row.id);
				this.#readSince.delete(element.row.id);
				this.follow();
			}),
		);
	}

	/** A folder's content was shown, whose reading began at `since` by `performance.now()`. */
	shown(folder: PlaceNode, since: number): void {
		const { id } = folder.row;
		this.#readSince.set(id, since);
		this.#expanded.delete(id);
		this.#expanded.set(id, folder);
		const [oldest] = this.#expanded.keys();
		if (this.#expanded.size > MOST && oldest !== undefined) this.#expanded.delete(oldest);
		this.follow();
	}

	follow(): void {
		const isSeen = this.#tree.visible && window.state.focused;
		const wanted = isSeen ? this.#expanded : new Map<string, PlaceNode>();
		for (const [id, watched] of this.#watched) {
			if (wanted.has(id)) continue;
			void watched.dispose();
			this.#watched.delete(id);
		}
		for (const [id, folder] of wanted) {
			const session = this.#app.sessions.present.find(({ name }) => name === folder.uri.authority);
			if (!session || this.#watched.has(id)) continue;
			const withContent = this.#entriesOf(folder) <= MOST_ENTRIES;
			const tell = () => this.#changed(folder);
			const readSince = this.#readSince.get(id);
			const options = { withContent, ...(readSince !== undefined && { readSince }) };
			this.#watched.set(id, session.watch.watch(folder.uri.path, tell, options));
		}
	}

	async dispose(): Promise<void> {
		for (const watched of this.#watched.values()) void watched.dispose();
		await this.#owned.dispose();
	}
}
