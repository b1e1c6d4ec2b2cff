import type { RemoteEntry, RemoteFileType, RemoteStat } from '../remoteFiles.ts';
import { pipelined } from './pipelined.ts';
import type { SftpCall } from './sftpChannel.ts';
import { FileTroubleError, SFTP_EOF, sftpCode } from './sftpErrors.ts';
import type { SftpAttributes } from './sftpPacket.ts';
import { lstat, readdir, type SftpName, stat } from './sftpRequest.ts';

/** The file type bits of st_mode, inode(7). */
const TYPE_BITS = 0o170000;
const DIRECTORY = 0o040000;
const FILE = 0o100000;
const LINK = 0o120000;

/** READDIR requests under way at a time: with one, 100,000 entries take two minutes at a round trip of 100 ms. */
const READDIR_WIDTH = 64;
/** A listing begins with few, so that a small directory costs a server no more than it must. */
const FIRST_WIDTH = 4;
const STAT_WIDTH = 64;

const typeBits = ({ mode = 0 }: SftpAttributes) => mode & TYPE_BITS;
const isLink = (attributes: SftpAttributes) => typeBits(attributes) === LINK;

export const isDirectory = (attributes: SftpAttributes) => typeBits(attributes) === DIRECTORY;

/** Opening a pipe would wait for its other end, and a device may never end. Throws FileTroubleError. */
export function throwUnlessFile(attributes: SftpAttributes): void {
	if (isDirectory(attributes)) throw new FileTroubleError('isDirectory');
	if (typeBits(attributes) !== FILE) {
		throw new FileTroubleError('special', { cause: new Error('It is a pipe, device or socket.') });
	}
}

/** The facts of one path, of the target when it is a link. */
export async function statOf(call: SftpCall, path: string): Promise<RemoteStat> {
	const [own, target] = await Promise.all([call.request(lstat(path)), call.request(stat(path))]);
	return factsOf(target, isLink(own));
}

/** The entries of an open directory in no particular order, without `.` and `..`, as the server's answers come. */
export async function* entriesOf(
	call: SftpCall,
	handle: Buffer,
	path: string,
): AsyncGenerator<readonly RemoteEntry[]> {
	let isOver = false;
	const ask = () =>
		call.request(readdir(handle)).catch((error: unknown) => {
			if (sftpCode(error) !== SFTP_EOF) throw error;
			isOver = true;
			return undefined;
		});
	const underWay = Array.from({ length: FIRST_WIDTH }, ask);
	try {
		for (let next = underWay.shift(); next; next = underWay.shift()) {
			const names = await next;
			if (!names) continue;
			while (!isOver && underWay.length < READDIR_WIDTH) underWay.push(ask());
			const entries = names.filter(({ name }) => name !== '.' && name !== '..').map(entryOf);
			yield entries.some((entry) => entry.isLink) ? await withTargets(call, entries, path) : entries;
		}
	} finally {
		for (const left of underWay) left.catch(() => undefined);
	}
}

async function withTargets(
	call: SftpCall,
	entries: readonly RemoteEntry[],
	path: string,
): Promise<readonly RemoteEntry[]> {
	const complete = [...entries];
	await pipelined(complete.keys(), STAT_WIDTH, async (index) => {
		const entry = complete[index];
		if (!entry?.isLink) return;
		const target = await call.request(stat(`${path}/${entry.name}`)).catch((error: unknown) => {
			if (sftpCode(error) === undefined) throw error;
			return undefined;
		});
		if (target) complete[index] = { name: entry.name, ...factsOf(target, true), isDangling: false };
	});
	return complete;
}

/** A link counts as dangling until its target was seen. */
function entryOf({ name, attributes }: SftpName): RemoteEntry {
	const isOne = isLink(attributes);
	return { name, ...factsOf(attributes, isOne), isDangling: isOne };
}

export function factsOf(attributes: SftpAttributes, isOne: boolean): RemoteStat {
	const { mode = 0, size = 0, modified = 0, uid = 0, gid = 0 } = attributes;
	return {
		type: typeOf(attributes),
		isLink: isOne,
		size,
		modified: modified * 1000,
		mode: mode & 0o7777,
		uid,
		gid,
	};
}

function typeOf(attributes: SftpAttributes): RemoteFileType {
	if (isDirectory(attributes)) return 'directory';
	return typeBits(attributes) === FILE ? 'file' : 'other';
}
