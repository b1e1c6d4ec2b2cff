import { posix } from 'node:path';
import type { SftpCall } from './sftpChannel.ts';
import { SFTP_EOF, undefinedWhen } from './sftpErrors.ts';
import { close, opendir, readdir, realpath, remove, type SftpName, stat } from './sftpRequest.ts';

/** Another window may be writing beside the same file, but not for so long. */
const OLD_SECONDS = 3600;
/** READDIR answers hold some hundred entries each: a directory with more than this many is not worth the search. */
const MOST_ANSWERS = 50;

/** How the names of what is written beside a file begin; a long name is cut, as the limit is often 255 bytes. */
export function temporaryPrefix(target: string): string {
	return `.${[...posix.basename(target)].slice(0, 50).join('')}.aif-`;
}

/**
 * Removes what earlier saves of a file left beside it because the connection went away under them. To be called after a
 * save: the fresh file tells whose files are ours, and what time it is over there.
 */
export async function removeLeftovers(call: SftpCall, path: string): Promise<void> {
	const target = await call.request(realpath(path));
	const fresh = await call.request(stat(target));
	const folder = posix.dirname(target);
	const handle = await call.request(opendir(folder), (opened) => void call.tidy(close(opened)));
	const prefix = temporaryPrefix(target);
	const isLeftover = ({ name, attributes }: SftpName) =>
		name.startsWith(prefix) &&
		/^[0-9a-f]{12}$/.test(name.slice(prefix.length)) &&
		attributes.uid === fresh.uid &&
		(fresh.modified ?? 0) - (attributes.modified ?? 0) > OLD_SECONDS;
	try {
		for (let answers = 0; answers < MOST_ANSWERS; answers++) {
			const entries = await call.request(readdir(handle)).catch(undefinedWhen(SFTP_EOF));
			if (!entries) return;
			for (const { name } of entries.filter(isLeftover)) await call.tidy(remove(posix.join(folder, name)));
		}
	} finally {
		void call.tidy(close(handle));
	}
}
