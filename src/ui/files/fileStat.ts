import { FilePermission, type FileStat, FileType } from 'vscode';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { type Identity, isReadOnly } from '../../storage/identity.ts';

type RemoteStat = Awaited<ReturnType<ClusterSession['files']['stat']>>;
type RemoteEntry = Awaited<ReturnType<ClusterSession['files']['list']>>[number];

/** A file's facts as VS Code has them; it compares times and sizes to see what changed. */
export function fileStat(stat: RemoteStat, identity: Identity | undefined): FileStat {
	const readonly = isReadOnly(stat, identity) ? { permissions: FilePermission.Readonly } : {};
	return { type: fileType(stat), ctime: stat.modified, mtime: stat.modified, size: stat.size, ...readonly };
}

export function entryType(entry: RemoteEntry): FileType {
	return entry.isDangling ? FileType.SymbolicLink : fileType(entry);
}

function fileType({ type, isLink }: Pick<RemoteStat, 'type' | 'isLink'>): FileType {
	const own = type === 'directory' ? FileType.Directory : type === 'file' ? FileType.File : FileType.Unknown;
	return isLink ? own | FileType.SymbolicLink : own;
}
