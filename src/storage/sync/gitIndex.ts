import { textOf } from '../../base/rawText.ts';

/** What a repository's index says of names. */
export interface GitIndex {
	/** Of tracked files, below the top of the repository. */
	readonly names: readonly string[];
	/** The name of the file beside it that holds the other entries, where the index is split. */
	readonly shared: string | undefined;
}

/** Of a hash: SHA-1, or SHA-256 where the repository is of that format. */
export type HashBytes = 20 | 32;

const HEADER_BYTES = 12;
/** Ten numbers of 32 bits, before the hash and the flags. */
const STAT_BYTES = 40;
const EXTENDED = 0x4000;

/**
 * Reads `.git/index` as gitformat-index(5) describes it: versions 2 to 4, also split. Folders that a sparse index keeps in place of
 * their files are left out: their files are not in the working tree. Throws RangeError for what it does not understand.
 */
export function readGitIndex(index: Buffer, hashBytes: HashBytes): GitIndex {
	const version = index.readUInt32BE(4);
	if (index.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4)
		throw new RangeError(`The git index is of an unknown version (${version}).`);
	const names: string[] = [];
	let at = HEADER_BYTES;
	let name: Buffer = Buffer.alloc(0);
	for (let left = index.readUInt32BE(8); left > 0; left--) {
		const start = at;
		const flags = index.readUInt16BE(at + STAT_BYTES + hashBytes);
		at += STAT_BYTES + hashBytes + (flags & EXTENDED ? 4 : 2);
		let kept = 0;
		if (version === 4) {
			const [dropped, next] = variableNumber(index, at);
			kept = name.length - dropped;
			at = next;
		}
		const end = index.indexOf(0, at);
		if (end < 0 || kept < 0) throw new RangeError('The git index ends too soon.');
		const rest = index.subarray(at, end);
		name = kept > 0 ? Buffer.concat([name.subarray(0, kept), rest]) : rest;
		// A split index leaves the name of a replaced entry to the other file.
		if (name.length > 0 && name.at(-1) !== SLASH) names.push(textOf(name));
		// Up to version 3 one to eight zeros make each entry a multiple of eight.
		at = version === 4 ? end + 1 : start + Math.floor((end - start + 8) / 8) * 8;
	}
	return { names, shared: sharedIn(index.subarray(at, index.length - hashBytes), hashBytes) };
}

const SLASH = 0x2f;

/** The extensions after the entries; that of a split index begins with the hash of the other file. */
function sharedIn(extensions: Buffer, hashBytes: HashBytes): string | undefined {
	for (let at = 0; at + 8 <= extensions.length; at += 8 + extensions.readUInt32BE(at + 4)) {
		if (extensions.toString('latin1', at, at + 4) !== 'link') continue;
		const hash = extensions.toString('hex', at + 8, at + 8 + hashBytes);
		return /^0*$/.test(hash) ? undefined : `sharedindex.${hash}`;
	}
	return undefined;
}

/** Seven bits a byte, the highest first; one is added for each byte but the last, so that no number has two forms. */
function variableNumber(bytes: Buffer, from: number): readonly [value: number, next: number] {
	let at = from;
	let byte = bytes.readUInt8(at++);
	let value = byte & 0x7f;
	while (byte & 0x80) {
		byte = bytes.readUInt8(at++);
		value = (value + 1) * 128 + (byte & 0x7f);
	}
	return [value, at];
}
