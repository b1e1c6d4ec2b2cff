import { commands, env } from 'vscode';
import { searchText } from '../../presenters/searchRows.ts';
import { askSearch } from '../search/askSearch.ts';
import { findFile } from '../search/fileFinder.ts';
import { openMatch } from '../search/openMatch.ts';
import { searchFolder } from '../search/searchPlace.ts';
import type { Action } from './action.ts';

/** "Find File in Storage…": VS Code's own Quick Open does not look at clusters. */
export const findFileAction: Action = {
	id: 'aiFactory.findFile',
	async run(workbench, target) {
		const folder = await searchFolder(workbench, target);
		if (folder) await findFile(workbench, folder);
	},
};

/** "Search in Storage…": nor does its Find in Files. */
export const searchStorageAction: Action = {
	id: 'aiFactory.searchStorage',
	async run(workbench, target) {
		const folder = await searchFolder(workbench, target);
		const wanted = folder && (await askSearch(workbench, folder));
		if (!wanted) return;
		const { folder: place, query, tool } = wanted;
		await workbench.searchView.search({ cluster: place.authority, folder: place.path, query, tool });
	},
};

/** The same once more. */
export const searchAgainAction: Action = {
	id: 'aiFactory.searchAgain',
	async run({ searchView }) {
		const search = searchView.store.snapshot?.search;
		if (search) await searchView.search(search);
		else await commands.executeCommand(searchStorageAction.id);
	},
};

export const stopSearchAction: Action = {
	id: 'aiFactory.stopSearch',
	async run({ searchView }) {
		searchView.store.stop();
	},
};

export const clearSearchAction: Action = {
	id: 'aiFactory.clearSearch',
	async run({ searchView }) {
		searchView.store.clear();
	},
};

export const copySearchResultsAction: Action = {
	id: 'aiFactory.copySearchResults',
	async run({ searchView }) {
		const { snapshot } = searchView.store;
		if (snapshot) await env.clipboard.writeText(searchText(snapshot));
	},
};

/** Takes rows out of the results. */
export const dismissSearchResultAction: Action = {
	id: 'aiFactory.dismissSearchResult',
	async run({ searchView }, target, selection) {
		const chosen = Array.isArray(selection) && selection.length > 0 ? selection : [target];
		const ids = chosen.filter((id) => typeof id === 'string');
		for (const id of ids.length > 0 ? ids : searchView.selection) {
			const place = searchView.placeOf(id);
			if (place) searchView.store.dismiss(place.file.path, place.line?.line);
		}
	},
};

/** What a click on a row does. */
export const openSearchResultAction: Action = {
	id: 'aiFactory.openSearchResult',
	async run({ searchView }, target) {
		const id = typeof target === 'string' ? target : searchView.selection[0];
		const place = id === undefined ? undefined : searchView.placeOf(id);
		if (place) await openMatch(place.uri, place.line);
	},
};
