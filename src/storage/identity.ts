import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { RemoteStat } from '../remote/remoteFiles.ts';

/** Who one is on the cluster, as far as files care. */
export interface Identity {
	readonly uid: number;
	readonly gids: readonly number[];
}

export const readIdentity: RemoteCommand<Identity> = {
	argv: ['sh', '-c', 'id -u && id -G'],
	parse: (stdout) => {
		const [uid, ...gids] = stdout
			.split(/\s+/)
			.filter((word) => word !== '')
			.map(Number);
		if (uid === undefined || [uid, ...gids].some((id) => !Number.isInteger(id))) {
			throw new ProblemError({ kind: 'outputNotUnderstood', command: 'id', detail: stdout });
		}
		return { uid, gids };
	},
};

/**
 * True where saving would certainly be refused. An access list may let in people whom the mode bits keep out, and then the
 * group's bits are its mask: so for a stranger both groups of bits must say no.
 */
export function isReadOnly({ mode, uid, gid }: RemoteStat, identity: Identity | undefined): boolean {
	if (!identity) return (mode & 0o222) === 0;
	if (identity.uid === 0) return false;
	if (identity.uid === uid) return (mode & 0o200) === 0;
	return identity.gids.includes(gid) ? (mode & 0o020) === 0 : (mode & 0o022) === 0;
}
