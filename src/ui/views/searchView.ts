import * as l10n from '@vscode/l10n';
import { commands, EventEmitter, ThemeIcon, type TreeDataProvider, TreeItem, type Uri, window } from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { RowTree } from '../../presenters/rowTree.ts';
import { type SearchRowPlace, searchMessage, searchRows, searchTitle } from '../../presenters/searchRows.ts';
import { type Search, SearchStore } from '../../storage/search/searchStore.ts';
import { childOf, remoteUri } from '../remoteUri.ts';
import { treeItemOf } from './treeView.ts';

/** The results of the last search, as a tree that is there as long as there is a search. */
export interface SearchView {
	readonly store: SearchStore;
	/** Ids of the rows that the person has selected. */
	readonly selection: readonly string[];
	/** Ends the search before, and shows this one from its first result on. Never rejects. */
	search(search: Search): Promise<void>;
	/** Where a row leads; undefined when it is gone. */
	placeOf(id: string): (SearchRowPlace & { readonly uri: Uri }) | undefined;
	dispose(): Promise<void>;
}

export function createSearchView(app: App): SearchView {
	const owned = new DisposableStore();
	const store = owned.add(new SearchStore());
	const changed = owned.add(new EventEmitter<string[] | undefined>());
	let tree = new RowTree([]);
	let places: ReadonlyMap<string, SearchRowPlace> = new Map();
	const placeOf = (id: string) => {
		const place = places.get(id);
		const search = store.snapshot?.search;
		if (!place || !search) return undefined;
		const uri = place.file.path.split('/').reduce(childOf, remoteUri(search.cluster, search.folder));
		return { ...place, uri };
	};
	const provider: TreeDataProvider<string> = {
		onDidChangeTreeData: changed.event,
		getChildren: (id) =>
			((id === undefined ? tree.roots : tree.find(id)?.children) ?? []).map((row) => row.id),
		getParent: (id) => tree.parentOf(id),
		getTreeItem: (id) => {
			const row = tree.find(id);
			const place = placeOf(id);
			if (!row || !place) return new TreeItem('');
			const item = treeItemOf(row);
			if (place.line) {
				item.command = { command: 'aiFactory.openSearchResult', title: l10n.t('Open'), arguments: [id] };
			} else {
				// The file's address gives it the icon of its kind in the person's icon theme.
				item.resourceUri = place.uri;
				item.iconPath = ThemeIcon.File;
			}
			return item;
		},
	};
	const view = owned.add(
		window.createTreeView('aiFactory.search', {
			treeDataProvider: provider,
			showCollapseAll: true,
			canSelectMany: true,
		}),
	);
	const update = () => {
		const { snapshot } = store;
		void commands.executeCommand('setContext', 'aiFactory.hasSearch', snapshot !== undefined);
		const isRunning = snapshot?.state.kind === 'running';
		void commands.executeCommand('setContext', 'aiFactory.searchRunning', isRunning);
		const before = tree;
		const shown = snapshot ? searchRows(snapshot) : { rows: [], places: new Map() };
		[tree, places] = [new RowTree(shown.rows), shown.places];
		view.message = snapshot ? searchMessage(snapshot) : '';
		view.description = snapshot ? searchTitle(snapshot) : '';
		const changes = tree.changesSince(before);
		if (changes === 'all') changed.fire(undefined);
		else if (changes.length > 0) changed.fire([...changes]);
	};
	owned.add(store.onDidChange(update));
	update();
	return {
		store,
		get selection() {
			return view.selection;
		},
		placeOf,
		async search(search) {
			const { host } = app.sessions.get(search.cluster);
			const over = store.search(host, search);
			// The view comes into being only now, with the context key.
			await commands.executeCommand('aiFactory.search.focus');
			await window.withProgress({ location: { viewId: 'aiFactory.search' } }, () => over);
		},
		dispose: () => owned.dispose(),
	};
}
