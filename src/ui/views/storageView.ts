import {
	commands,
	EventEmitter,
	type Memento,
	type TreeDataProvider,
	type TreeItem,
	type Uri,
	window,
} from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { shownName } from '../../base/shownName.ts';
import {
	areaRow,
	clusterRow,
	emptyRow,
	failureRow,
	favouriteRow,
	favouritesRow,
	inFolderOrder,
	moreRow,
} from '../../presenters/fileRow.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { Favourites } from '../../storage/favourites.ts';
import { FolderListing, looksTheSame } from '../../storage/folderListing.ts';
import { parentOf, remoteUri } from '../remoteUri.ts';
import { ExpandedFolders } from './expandedFolders.ts';
import { storageDragAndDrop } from './storageDragAndDrop.ts';
import { entryNode, isPlaceNode, type PlaceNode, type StorageNode } from './storageNode.ts';
import { treeItemOf } from './treeView.ts';

const LIST_SECONDS = 600;
const AREAS_MS = 60_000;
/** A tree of more rows in one folder is of no use to anybody. */
const PAGE = 1_000;
const HIDDEN_KEY = 'storage.showHidden';

export interface StorageView {
	readonly favourites: Favourites;
	readonly selection: readonly PlaceNode[];
	/** Reads everything anew, space included. */
	refresh(): void;
	/** Reads anew what is seen of a folder, wherever it is seen; where it is not, the nearest above it. */
	refreshFolder(folder: Uri): void;
	showMore(node: StorageNode): void;
	/** What the folder's names are filtered by; empty for nothing. */
	filterOf(folder: PlaceNode): string;
	/** Shows only names that hold the text; an empty one shows all. */
	filter(folder: PlaceNode, text: string): void;
	showHidden(isShown: boolean): void;
	/** Brings a file or folder into sight. False where no storage area holds it. */
	reveal(uri: Uri): Promise<boolean>;
	dispose(): Promise<void>;
}

/** What the view remembers of a folder row. */
interface Opened {
	readonly listing: FolderListing;
	limit: number;
	/** Entries when they were last shown. */
	count: number;
	filter: string;
}

/** Shows the storage areas of all connected clusters; folders are read when they are opened. */
export function createStorageView(app: App, memory: Memento): StorageView {
	return new View(app, memory);
}

class View implements StorageView, TreeDataProvider<StorageNode> {
	readonly favourites: Favourites;
	readonly #app: App;
	readonly #memory: Memento;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<StorageNode | undefined>());
	readonly #tree;
	readonly #expanded: ExpandedFolders;
	readonly #opened = new Map<string, Opened>();
	/** The last node of each row id, so that the same folder is the same element. */
	readonly #nodes = new Map<string, StorageNode>();
	#following = new DisposableStore();
	#before = '';

	readonly onDidChangeTreeData = this.#changed.event;

	constructor(app: App, memory: Memento) {
		this.#app = app;
		this.#memory = memory;
		this.favourites = new Favourites({
			read: (key) => memory.get(key),
			write: (key, value) => void memory.update(key, value),
		});
		this.#tree = this.#owned.add(
			window.createTreeView<StorageNode>('aiFactory.storage', {
				treeDataProvider: this,
				showCollapseAll: true,
				canSelectMany: true,
				dragAndDropController: storageDragAndDrop((folder) => this.refreshFolder(folder)),
			}),
		);
		this.#expanded = this.#owned.add(
			new ExpandedFolders(
				app,
				this.#tree,
				({ row }) => this.#opened.get(row.id)?.count ?? 0,
				(folder) => void this.#lookAgain(folder),
			),
		);
		this.#owned.add(this.favourites.onDidChange(() => this.#changed.fire(undefined)));
		this.#owned.add(app.sessions.onDidChange(() => this.#follow()));
		this.#owned.add(
			this.#tree.onDidChangeVisibility(({ visible }) => visible && this.#changed.fire(undefined)),
		);
		void commands.executeCommand('setContext', 'aiFactory.showsHidden', this.#showsHidden);
		this.#follow();
	}

	get selection(): readonly PlaceNode[] {
		return this.#tree.selection.filter(isPlaceNode);
	}

	get #showsHidden(): boolean {
		return this.#memory.get(HIDDEN_KEY, false);
	}

	getParent(node: StorageNode): StorageNode | undefined {
		return node.parent;
	}

	getTreeItem(node: StorageNode): TreeItem {
		const { row, uri, isFolder, command } = node;
		const item = treeItemOf(row, isFolder || row.children !== undefined);
		// The file's address gives it the icon of its kind in the person's icon theme.
		if (uri) item.resourceUri = uri;
		if (uri && !isFolder && /\bfile\b/.test(row.contextValue)) {
			item.command = { command: 'vscode.open', title: row.label, arguments: [uri] };
		}
		if (command) item.command = { command, title: row.label, arguments: [node] };
		return item;
	}

	async getChildren(node?: StorageNode): Promise<StorageNode[]> {
		const children = await this.#childrenOf(node);
		for (const child of children) this.#nodes.set(child.row.id, child);
		return children;
	}

	async #childrenOf(node: StorageNode | undefined): Promise<StorageNode[]> {
		const { present } = this.#app.sessions;
		if (node === undefined) {
			const favourites =
				this.#favouriteNodes(undefined).length > 0 ? [wordNode(favouritesRow(), undefined)] : [];
			const [only] = present;
			if (present.length > 1)
				return [...favourites, ...present.map(({ name }) => wordNode(clusterRow(name), undefined))];
			return [...favourites, ...(only ? await this.#areaNodes(only, undefined) : [])];
		}
		if (node.row.id === 'favourites') return this.#favouriteNodes(node);
		if (isPlaceNode(node)) return this.#contentOf(node);
		const session = present.find(({ name }) => node.row.id === `cluster:${name}`);
		return session ? this.#areaNodes(session, node) : [];
	}

	#favouriteNodes(parent: StorageNode | undefined): StorageNode[] {
		const names = new Set(this.#app.sessions.present.map(({ name }) => name));
		return this.favourites.all
			.filter(({ cluster }) => names.has(cluster))
			.map(({ cluster, path, isFolder }) => ({
				row: favouriteRow(cluster, path, isFolder, names.size === 1),
				...{ parent, uri: remoteUri(cluster, path), isFolder },
			}));
	}

	async #areaNodes(session: ClusterSession, parent: StorageNode | undefined): Promise<StorageNode[]> {
		try {
			const areas = await session.areas(AbortSignal.timeout(AREAS_MS));
			if (this.#tree.visible) void session.space.refresh(areas);
			return areas.map((area) => ({
				row: areaRow(session.name, area, session.space.of(area.path), this.#app.now()),
				...{ parent, uri: remoteUri(session.name, area.path), isFolder: true },
			}));
		} catch (error) {
			return [this.#failureNode(`cluster:${session.name}`, parent, error)];
		}
	}

	async #contentOf(folder: PlaceNode): Promise<StorageNode[]> {
		const { id } = folder.row;
		try {
			const opened = this.#opened.get(id) ?? this.#open(folder);
			const { entries, isComplete, error } = await opened.listing.content();
			if (error !== undefined) {
				this.#forget(id);
				return [this.#failureNode(id, folder, error)];
			}
			opened.count = entries.length;
			this.#expanded.shown(folder, opened.listing.began);
			const { filter } = opened;
			const visible = entries.filter(
				({ name }) =>
					(this.#showsHidden || !name.startsWith('.')) &&
					(filter === '' || shownName(name).toLowerCase().includes(filter.toLowerCase())),
			);
			const shown = inFolderOrder(visible).slice(0, opened.limit);
			const left = visible.length - shown.length;
			if (visible.length === 0 && isComplete) {
				return [wordNode(emptyRow(id, entries.length), folder)];
			}
			const more = left > 0 || !isComplete ? [moreNode(id, folder, left, isComplete)] : [];
			return [...shown.map((entry) => entryNode(folder, entry)), ...more];
		} catch (error) {
			return [this.#failureNode(id, folder, error)];
		}
	}

	#open(folder: PlaceNode): Opened {
		const { id } = folder.row;
		const opened: Opened = { listing: this.#list(folder), limit: PAGE, count: 0, filter: '' };
		this.#opened.set(id, opened);
		return opened;
	}

	#list(folder: PlaceNode): FolderListing {
		const { files } = this.#app.sessions.get(folder.uri.authority);
		const listing = new FolderListing(files, folder.uri.path, LIST_SECONDS);
		listing.onDidComplete(() => this.#redraw(folder));
		return listing;
	}

	#redraw(folder: PlaceNode): void {
		this.#changed.fire(this.#nodes.get(folder.row.id) ?? folder);
	}

	/**
	 * Reads a folder anew that changed by itself, and redraws it only where a person would see a difference: while VS Code redraws
	 * rows, what is chosen in their menus reaches nobody.
	 */
	async #lookAgain(folder: PlaceNode): Promise<void> {
		const { id } = folder.row;
		const opened = this.#opened.get(id);
		if (!opened) return;
		const before = await opened.listing.content();
		const listing = this.#list(folder);
		const now = await listing.content();
		if (this.#opened.get(id) !== opened) {
			listing.dispose();
			return;
		}
		opened.listing.dispose();
		this.#opened.set(id, { ...opened, listing });
		if (!looksTheSame(before, now)) this.#redraw(folder);
	}

	#forget(id: string): void {
		this.#opened.get(id)?.listing.dispose();
		this.#opened.delete(id);
	}

	#failureNode(id: string, parent: StorageNode | undefined, error: unknown): StorageNode {
		return { ...wordNode(failureRow(id, error), parent), command: 'aiFactory.refreshStorage' };
	}

	refresh(): void {
		for (const id of [...this.#opened.keys()]) this.#forget(id);
		for (const session of this.#app.sessions.present) {
			void session.areas(AbortSignal.timeout(AREAS_MS)).then(
				(areas) => session.space.refresh(areas, true),
				() => undefined,
			);
		}
		this.#changed.fire(undefined);
	}

	refreshFolder(folder: Uri): void {
		const seen = [...this.#nodes].filter(
			([id, { uri }]) => this.#opened.has(id) && uri?.toString() === folder.toString(),
		);
		for (const [id, node] of seen) {
			this.#forget(id);
			this.#changed.fire(node);
		}
		// What was made may have brought its folder with it.
		if (seen.length === 0 && folder.path !== '/') this.refreshFolder(parentOf(folder));
	}

	showMore(node: StorageNode): void {
		const folder = node.parent;
		const opened = folder && this.#opened.get(folder.row.id);
		if (!opened) return;
		opened.limit += PAGE;
		this.#changed.fire(folder);
	}

	filterOf(folder: PlaceNode): string {
		return this.#opened.get(folder.row.id)?.filter ?? '';
	}

	filter(folder: PlaceNode, text: string): void {
		const opened = this.#opened.get(folder.row.id) ?? this.#open(folder);
		opened.filter = text;
		opened.limit = PAGE;
		this.#changed.fire(folder);
	}

	showHidden(isShown: boolean): void {
		void this.#memory.update(HIDDEN_KEY, isShown);
		void commands.executeCommand('setContext', 'aiFactory.showsHidden', isShown);
		this.#changed.fire(undefined);
	}

	async reveal(uri: Uri): Promise<boolean> {
		const session = this.#app.sessions.present.find(({ name }) => name === uri.authority);
		if (!session) return false;
		const parent =
			this.#app.sessions.present.length > 1 ? wordNode(clusterRow(session.name), undefined) : undefined;
		const areas = (await this.#areaNodes(session, parent)).filter(isPlaceNode);
		const holds = ({ uri: { path } }: PlaceNode) => uri.path === path || uri.path.startsWith(`${path}/`);
		const area = areas.filter(holds).toSorted((a, b) => b.uri.path.length - a.uri.path.length)[0];
		if (!area) return false;
		const below = uri.path
			.slice(area.uri.path.length)
			.split('/')
			.filter((name) => name !== '');
		const { files } = session;
		const { type } = await files.stat(uri.path, AbortSignal.timeout(AREAS_MS));
		let node = area;
		for (const [index, name] of below.entries()) {
			const isLast = index === below.length - 1;
			const facts = { isLink: false, isDangling: false, size: 0, modified: 0, mode: 0, uid: 0, gid: 0 };
			node = entryNode(node, { name, type: isLast ? type : 'directory', ...facts });
		}
		await this.#tree.reveal(node, { select: true, focus: true, expand: node.isFolder });
		return true;
	}

	async dispose(): Promise<void> {
		for (const id of [...this.#opened.keys()]) this.#forget(id);
		await this.#following.dispose();
		await this.#owned.dispose();
	}

	/** A link that comes and goes changes nothing here: what was opened stays open. */
	#follow(): void {
		const { present } = this.#app.sessions;
		const names = present.map(({ name }) => name).join();
		if (names === this.#before) return;
		this.#before = names;
		this.#tree.description = present.map(({ name }) => name).join(', ');
		void this.#following.dispose();
		this.#following = new DisposableStore();
		for (const { space } of present) {
			this.#following.add(space.onDidChange(() => this.#changed.fire(undefined)));
		}
		for (const id of [...this.#opened.keys()]) this.#forget(id);
		this.#changed.fire(undefined);
	}
}

function wordNode(row: StorageNode['row'], parent: StorageNode | undefined): StorageNode {
	return { row, parent, isFolder: false };
}

function moreNode(id: string, parent: PlaceNode, left: number, isComplete: boolean): StorageNode {
	const node = wordNode(moreRow(id, left, isComplete), parent);
	return isComplete ? { ...node, command: 'aiFactory.showMore' } : node;
}
