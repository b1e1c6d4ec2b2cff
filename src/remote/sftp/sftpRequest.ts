import type { PacketReader, SftpAttributes, SftpField } from './sftpPacket.ts';

/** Packet types of draft-ietf-secsh-filexfer-02, section 3. */
export const TYPE = {
	init: 1,
	version: 2,
	open: 3,
	close: 4,
	read: 5,
	write: 6,
	lstat: 7,
	fstat: 8,
	setstat: 9,
	fsetstat: 10,
	opendir: 11,
	readdir: 12,
	remove: 13,
	mkdir: 14,
	rmdir: 15,
	realpath: 16,
	stat: 17,
	rename: 18,
	readlink: 19,
	symlink: 20,
	status: 101,
	handle: 102,
	data: 103,
	name: 104,
	attrs: 105,
	extended: 200,
	extendedReply: 201,
} as const;

/** SSH_FXF_ flags of section 6.3. */
export const OPEN_FLAG = { read: 1, write: 2, create: 8, truncate: 16, exclusive: 32 } as const;

/** One entry of a directory listing; `longName` is a line as of `ls -l` where the server is a Unix one. */
export interface SftpName {
	readonly name: string;
	readonly longName: string;
	readonly attributes: SftpAttributes;
}

/** A request as a value: what to send, and how to read the answer of `answer`'s type. */
export interface SftpRequest<T> {
	readonly type: number;
	readonly fields: readonly SftpField[];
	/** The type of a good answer; one of type status is read for its code alone. */
	readonly answer: number;
	/** Whatever it keeps of the packet must be a copy: the next one comes into the same memory. */
	readonly read: (reply: PacketReader) => T;
}

const plain = (type: number, ...fields: SftpField[]): SftpRequest<void> => ({
	type,
	fields,
	answer: TYPE.status,
	read: () => undefined,
});
const facts = (type: number, of: SftpField): SftpRequest<SftpAttributes> => ({
	type,
	fields: [of],
	answer: TYPE.attrs,
	read: (reply) => reply.attributes(),
});
const handle = (type: number, ...fields: SftpField[]): SftpRequest<Buffer> => ({
	type,
	fields,
	answer: TYPE.handle,
	read: (reply) => Buffer.from(reply.bytes()),
});
const oneName = (type: number, path: string): SftpRequest<string> => ({
	type,
	fields: [path],
	answer: TYPE.name,
	read: (reply) => {
		reply.uint32();
		return reply.text();
	},
});

/** Follows links. */
export const stat = (path: string) => facts(TYPE.stat, path);
export const lstat = (path: string) => facts(TYPE.lstat, path);
export const fstat = (of: Uint8Array) => facts(TYPE.fstat, of);
export const setstat = (path: string, attributes: SftpAttributes) => plain(TYPE.setstat, path, attributes);
export const fsetstat = (of: Uint8Array, attributes: SftpAttributes) => plain(TYPE.fsetstat, of, attributes);
export const realpath = (path: string) => oneName(TYPE.realpath, path);
export const readlink = (path: string) => oneName(TYPE.readlink, path);
/** OpenSSH takes the two in the opposite order of the draft, and everybody has followed. */
export const symlink = (target: string, path: string) => plain(TYPE.symlink, target, path);
export const remove = (path: string) => plain(TYPE.remove, path);
export const mkdir = (path: string) => plain(TYPE.mkdir, path, {});
export const rmdir = (path: string) => plain(TYPE.rmdir, path);
/** Fails where `to` exists. */
export const rename = (from: string, to: string) => plain(TYPE.rename, from, to);
export const opendir = (path: string) => handle(TYPE.opendir, path);
export const open = (path: string, flags: number, attributes: SftpAttributes = {}) =>
	handle(TYPE.open, path, flags, attributes);
export const close = (of: Uint8Array) => plain(TYPE.close, of);
export const write = (of: Uint8Array, offset: number, bytes: Uint8Array) =>
	plain(TYPE.write, of, BigInt(offset), bytes);

/** Some entries in no order; status EOF when there are no more. */
export const readdir = (of: Uint8Array): SftpRequest<readonly SftpName[]> => ({
	type: TYPE.readdir,
	fields: [of],
	answer: TYPE.name,
	read: (reply) => {
		const names: SftpName[] = [];
		for (let left = reply.uint32(); left > 0; left--) {
			names.push({ name: reply.text(), longName: reply.text(), attributes: reply.attributes() });
		}
		return names;
	},
});

/** Fills a buffer as far as one answer does, also a late one, and tells how many bytes came; status EOF at the end. */
export const read = (of: Uint8Array, offset: number, into: Buffer): SftpRequest<number> => ({
	type: TYPE.read,
	fields: [of, BigInt(offset), into.length],
	answer: TYPE.data,
	read: (reply) => reply.bytes().copy(into),
});

/** Requests beyond the draft, in OpenSSH's PROTOCOL section 4, by the names that a server announces. */
export const EXTENSION = {
	posixRename: 'posix-rename@openssh.com',
	statvfs: 'statvfs@openssh.com',
	fsync: 'fsync@openssh.com',
	limits: 'limits@openssh.com',
} as const;

/** Replaces `to` in one step. */
export const posixRename = (from: string, to: string) =>
	plain(TYPE.extended, EXTENSION.posixRename, from, to);
export const fsync = (of: Uint8Array) => plain(TYPE.extended, EXTENSION.fsync, of);

/** In numbers of blocks of `blockSize` bytes, and of inodes. */
export interface SftpSpace {
	readonly blockSize: number;
	readonly blocks: number;
	readonly availableBlocks: number;
	readonly inodes: number;
	readonly availableInodes: number;
}

export const statvfs = (path: string): SftpRequest<SftpSpace> => ({
	type: TYPE.extended,
	fields: [EXTENSION.statvfs, path],
	answer: TYPE.extendedReply,
	read: (reply) => {
		const number = () => Number(reply.uint64());
		const [, blockSize, blocks, , availableBlocks] = [number(), number(), number(), number(), number()];
		const [inodes, , availableInodes] = [number(), number(), number()];
		return { blockSize, blocks, availableBlocks, inodes, availableInodes };
	},
});

/** The largest that a server takes, in bytes; 0 where it does not say. */
export interface SftpLimits {
	readonly read: number;
	readonly write: number;
}

export const limits: SftpRequest<SftpLimits> = {
	type: TYPE.extended,
	fields: [EXTENSION.limits],
	answer: TYPE.extendedReply,
	read: (reply) => {
		reply.uint64();
		return { read: Number(reply.uint64()), write: Number(reply.uint64()) };
	},
};
