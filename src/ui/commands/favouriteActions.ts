import type { Action, Workbench } from './action.ts';
import { storageTargets } from './storageTarget.ts';

export const addFavouriteAction: Action = {
	id: 'aiFactory.addFavourite',
	async run(workbench, target, selection) {
		const { app, storageView } = workbench;
		for (const { authority, path } of storageTargets(workbench, target, selection)) {
			const { files } = app.sessions.get(authority);
			const { type } = await files.stat(path, AbortSignal.timeout(30_000));
			storageView.favourites.add({ cluster: authority, path, isFolder: type === 'directory' });
		}
	},
};

export const removeFavouriteAction: Action = {
	id: 'aiFactory.removeFavourite',
	async run(workbench: Workbench, target, selection) {
		for (const { authority, path } of storageTargets(workbench, target, selection))
			workbench.storageView.favourites.remove({ cluster: authority, path });
	},
};
