import { Uri } from 'vscode';

/** The scheme of files on clusters: `aifactory://<cluster>/<absolute path>`. */
export const SCHEME = 'aifactory';

export function remoteUri(cluster: string, path: string): Uri {
	return Uri.from({ scheme: SCHEME, authority: cluster, path });
}
