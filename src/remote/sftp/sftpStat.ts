import type { FileEntryWithStats, Stats } from 'ssh2';
import type { RemoteEntry, RemoteFileType, RemoteStat } from '../remoteFiles.ts';
import { pipelined } from './pipelined.ts';
import type { SftpCall } from './sftpChannel.ts';
import { FileTroubleError, SFTP_EOF, sftpCode } from './sftpErrors.ts';

/** The file type bits of st_mode, inode(7). */
const TYPE_BITS = 0o170000;
const DIRECTORY = 0o040000;
const FILE = 0o100000;
const LINK = 0o120000;

/** READDIR requests under way at a time: with one, 100,000 entries take two minutes at a round trip of 100 ms. */
const READDIR_WIDTH = 16;
const STAT_WIDTH = 64;

type Attributes = Pick<Stats, 'mode' | 'size' | 'mtime' | 'uid' | 'gid'>;

const isLink = ({ mode }: Attributes) => (mode & TYPE_BITS) === LINK;

/** Opening a pipe would wait for its other end, and a device may never end. Throws FileTroubleError. */
export function throwUnlessFile({ mode }: Attributes): void {
	const bits = mode & TYPE_BITS;
	if (bits === DIRECTORY) throw new FileTroubleError('isDirectory');
	if (bits !== FILE) {
		throw new FileTroubleError('other', { cause: new Error('It is a pipe, device or socket.') });
	}
}

/** The facts of one path, of the target when it is a link. */
export async function statOf(call: SftpCall, path: string): Promise<RemoteStat> {
	const [own, target] = await Promise.all([
		call.request<Stats>((sftp, done) => sftp.lstat(path, done)),
		call.request<Stats>((sftp, done) => sftp.stat(path, done)),
	]);
	return factsOf(target, isLink(own));
}

/** The entries of an open directory in no particular order, without `.` and `..`. */
export async function entriesOf(
	call: SftpCall,
	handle: Buffer,
	path: string,
): Promise<readonly RemoteEntry[]> {
	const found: FileEntryWithStats[] = [];
	const readOn = async () => {
		for (;;) {
			const more = await call
				.request<FileEntryWithStats[]>((sftp, done) => sftp.readdir(handle as unknown as string, done))
				.catch((error: unknown) => {
					if (sftpCode(error) === SFTP_EOF) return undefined;
					throw error;
				});
			if (!more) return;
			found.push(...more);
		}
	};
	await Promise.all(Array.from({ length: READDIR_WIDTH }, readOn));
	const entries = found.map(({ filename, attrs }) => entryOf(filename, attrs));
	await pipelined(entries.keys(), STAT_WIDTH, async (index) => {
		const entry = entries[index];
		if (!entry?.isLink) return;
		const target = await call
			.request<Stats>((sftp, done) => sftp.stat(`${path}/${entry.name}`, done))
			.catch((error: unknown) => {
				if (sftpCode(error) === undefined) throw error;
				return undefined;
			});
		if (target) entries[index] = { name: entry.name, ...factsOf(target, true), isDangling: false };
	});
	return entries;
}

/** A link counts as dangling until its target was seen. */
function entryOf(name: string, attributes: Attributes): RemoteEntry {
	const isOne = isLink(attributes);
	return { name, ...factsOf(attributes, isOne), isDangling: isOne };
}

function factsOf({ mode, size, mtime, uid, gid }: Attributes, isOne: boolean): RemoteStat {
	return { type: typeOf(mode), isLink: isOne, size, modified: mtime * 1000, mode: mode & 0o7777, uid, gid };
}

function typeOf(mode: number): RemoteFileType {
	const bits = mode & TYPE_BITS;
	if (bits === DIRECTORY) return 'directory';
	return bits === FILE ? 'file' : 'other';
}
