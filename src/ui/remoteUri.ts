import { Uri } from 'vscode';

/** The scheme of files on clusters: `aifactory://<cluster>/<absolute path>`. */
export const SCHEME = 'aifactory';

export function remoteUri(cluster: string, path: string): Uri {
	return Uri.from({ scheme: SCHEME, authority: cluster, path });
}

export function parentOf(uri: Uri): Uri {
	return uri.with({ path: uri.path.slice(0, Math.max(1, uri.path.lastIndexOf('/'))) });
}

/** What is at an address, without its folders. */
export function nameOf(uri: Uri): string {
	return uri.path.split('/').at(-1) ?? '';
}

/** The entry of that name in a folder. Unlike `Uri.joinPath` it takes a name as it is. */
export function childOf(folder: Uri, name: string): Uri {
	return folder.with({ path: `${folder.path === '/' ? '' : folder.path}/${name}` });
}
