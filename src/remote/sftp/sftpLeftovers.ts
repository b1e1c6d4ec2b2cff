import { posix } from 'node:path';
import type { FileEntryWithStats, Stats } from 'ssh2';
import type { SftpCall } from './sftpChannel.ts';
import { SFTP_EOF, undefinedWhen } from './sftpErrors.ts';

/** Another window may be writing beside the same file, but not for so long. */
const OLD_SECONDS = 3600;
/** READDIR answers hold some hundred entries each: a directory with more than this many is not worth the search. */
const MOST_ANSWERS = 50;

/** How the names of what is written beside a file begin; a long name is cut, as the limit is often 255 bytes. */
export function temporaryPrefix(target: string): string {
	return `.${posix.basename(target).slice(0, 50)}.aif-`;
}

/**
 * Removes what earlier saves of a file left beside it because the connection went away under them. To be called after a
 * save: the fresh file tells whose files are ours, and what time it is over there.
 */
export async function removeLeftovers(call: SftpCall, path: string): Promise<void> {
	const target = await call.request<string>((sftp, done) => sftp.realpath(path, done));
	const fresh = await call.request<Stats>((sftp, done) => sftp.stat(target, done));
	const folder = posix.dirname(target);
	const close = (opened: Buffer) => call.tidy((sftp, done) => sftp.close(opened, done));
	const handle = await call.request<Buffer>((sftp, done) => sftp.opendir(folder, done), close);
	const prefix = temporaryPrefix(target);
	const isLeftover = ({ filename, attrs }: FileEntryWithStats) =>
		filename.startsWith(prefix) &&
		/^[0-9a-f]{12}$/.test(filename.slice(prefix.length)) &&
		attrs.uid === fresh.uid &&
		fresh.mtime - attrs.mtime > OLD_SECONDS;
	try {
		for (let answers = 0; answers < MOST_ANSWERS; answers++) {
			const entries = await call
				.request<FileEntryWithStats[]>((sftp, done) => sftp.readdir(handle as unknown as string, done))
				.catch(undefinedWhen(SFTP_EOF));
			if (!entries) return;
			for (const { filename } of entries.filter(isLeftover)) {
				await call.tidy((sftp, done) => sftp.unlink(posix.join(folder, filename), done));
			}
		}
	} finally {
		void close(handle);
	}
}
