import type { Uri } from 'vscode';
import { fileRow } from '../../presenters/fileRow.ts';
import type { Row } from '../../presenters/row.ts';
import { LARGE } from '../files/largeFiles.ts';
import { remoteUri } from '../remoteUri.ts';

/** A row of the Storage view with where it leads; rows of words lead nowhere. */
export interface StorageNode {
	readonly row: Row;
	readonly parent: StorageNode | undefined;
	readonly uri?: Uri;
	readonly isFolder: boolean;
	/** What a click does where it opens no file. */
	readonly command?: string;
}

/** A node that leads to a file or folder of a cluster. */
export type PlaceNode = StorageNode & { readonly uri: Uri };

type Entry = Parameters<typeof fileRow>[2];

export function entryNode(parent: PlaceNode, entry: Entry): PlaceNode {
	const { authority, path } = parent.uri;
	const isLarge = entry.type === 'file' && entry.size > LARGE;
	return {
		row: fileRow(parent.row.id, path, entry),
		parent,
		uri: remoteUri(authority, `${path === '/' ? '' : path}/${entry.name}`),
		isFolder: entry.type === 'directory',
		...(isLarge && { command: 'aiFactory.openLargeFile' }),
	};
}

export function isStorageNode(value: unknown): value is StorageNode {
	const { row, isFolder } = (value ?? {}) as Partial<Record<keyof StorageNode, unknown>>;
	return typeof row === 'object' && typeof isFolder === 'boolean';
}

/** True for what a menu of the Storage view passes. */
export function isPlaceNode(value: unknown): value is PlaceNode {
	return isStorageNode(value) && value.uri !== undefined;
}
