import { bytesOf, textOf } from '../../base/rawText.ts';
import type { TreeEntry } from './tree.ts';

/**
 * The archive format of GNU tar, as far as trees of files, folders and links need it; names are bytes, which the libraries
 * that we found take for UTF-8. See "Basic Tar Format" and "GNU Extensions" in the manual of GNU tar.
 */
const BLOCK = 512;
const NAME_BYTES = 100;
const TYPE = { file: 0x30, link: 0x32, directory: 0x35, longName: 0x4c, longTarget: 0x4b } as const;

/** The header of an entry, with those before it that hold long names. */
export function tarHeader({ path, type, size, modified, mode, target = '' }: TreeEntry): Buffer {
	const name = bytesOf(type === 'directory' ? `${path}/` : path);
	const link = bytesOf(target);
	const kind = type === 'directory' ? TYPE.directory : type === 'link' ? TYPE.link : TYPE.file;
	return Buffer.concat([
		...(link.length > NAME_BYTES ? longField(TYPE.longTarget, link) : []),
		...(name.length > NAME_BYTES ? longField(TYPE.longName, name) : []),
		block(name, kind, size, { mode, seconds: Math.max(0, Math.floor(modified / 1000)), link }),
	]);
}

/** What fills an entry's content up to whole blocks. */
export function tarPadding(size: number): Buffer {
	return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Two blocks of zeros. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

function longField(kind: number, text: Buffer): Buffer[] {
	const content = Buffer.concat([text, Buffer.alloc(1)]);
	const header = block(Buffer.from('././@LongLink'), kind, content.length, {
		mode: 0,
		seconds: 0,
		link: Buffer.alloc(0),
	});
	return [header, content, tarPadding(content.length)];
}

function block(
	name: Buffer,
	kind: number,
	size: number,
	{ mode, seconds, link }: { readonly mode: number; readonly seconds: number; readonly link: Buffer },
): Buffer {
	const header = Buffer.alloc(BLOCK);
	name.copy(header, 0, 0, NAME_BYTES);
	header.write(`${octal(mode & 0o7777, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100, 'latin1');
	header.write(`${octal(size, 11)}\0${octal(seconds, 11)}\0        `, 124, 'latin1');
	header[156] = kind;
	link.copy(header, 157, 0, NAME_BYTES);
	header.write('ustar  \0', 257, 'latin1');
	header.write(`${octal(sumOf(header), 6)}\0 `, 148, 'latin1');
	return header;
}

const BLANK = 0x20;

/** Of a header, in which the sum itself counts as blanks. */
function sumOf(header: Buffer): number {
	let sum = 0;
	for (let at = 0; at < BLOCK; at++) sum += header[at] ?? 0;
	return sum;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

/** What a reader of an archive is told. Content comes in pieces between `entry` and the next. */
export interface TarSink {
	entry(entry: TreeEntry): void;
	content(bytes: Uint8Array): void;
	/** The content of the entry is complete. */
	done(): void;
}

/** Reads what `tar --format=gnu` writes, however the network cuts it. Throws for anything else. */
export class TarReader {
	readonly #sink: TarSink;
	readonly #block = Buffer.alloc(BLOCK);
	#filled = 0;
	/** Of the content that is being read, and of its padding. */
	#left = 0;
	#padding = 0;
	#long: { readonly kind: number; readonly pieces: Buffer[] } | undefined;
	#longName: string | undefined;
	#longTarget: string | undefined;
	/** True after the end mark. */
	isComplete = false;

	constructor(sink: TarSink) {
		this.#sink = sink;
	}

	push(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length && !this.isComplete) {
			if (this.#left > 0) {
				const piece = bytes.subarray(at, at + this.#left);
				this.#left -= piece.length;
				at += piece.length;
				if (this.#long) this.#long.pieces.push(Buffer.from(piece));
				else this.#sink.content(piece);
				if (this.#left === 0) this.#contentDone();
			} else if (this.#padding > 0) {
				const skipped = Math.min(this.#padding, bytes.length - at);
				this.#padding -= skipped;
				at += skipped;
			} else {
				const piece = bytes.subarray(at, at + BLOCK - this.#filled);
				this.#block.set(piece, this.#filled);
				this.#filled += piece.length;
				at += piece.length;
				if (this.#filled === BLOCK) this.#header();
			}
		}
	}

	#header(): void {
		this.#filled = 0;
		const header = this.#block;
		if (header[0] === 0 && header.every((byte) => byte === 0)) {
			this.isComplete = true;
			return;
		}
		const told = Number.parseInt(header.toString('latin1', 148, 156), 8);
		header.fill(BLANK, 148, 156);
		if (told !== sumOf(header)) throw new Error('What came is no tar archive.');
		const kind = header[156] ?? 0;
		const size = numberAt(header, 124, 12);
		this.#left = kind === TYPE.directory || kind === TYPE.link ? 0 : size;
		this.#padding = tarPadding(this.#left).length;
		if (kind === TYPE.longName || kind === TYPE.longTarget) {
			this.#long = { kind, pieces: [] };
		} else {
			this.#entry(header, kind, size);
		}
		if (this.#left === 0) this.#contentDone();
	}

	#entry(header: Buffer, kind: number, size: number): void {
		const path = (this.#longName ?? fieldAt(header, 0, NAME_BYTES)).replace(/^\.\//, '').replace(/\/$/, '');
		const target = this.#longTarget ?? fieldAt(header, 157, NAME_BYTES);
		[this.#longName, this.#longTarget] = [undefined, undefined];
		const type =
			kind === TYPE.directory
				? 'directory'
				: kind === TYPE.link
					? 'link'
					: kind === TYPE.file || kind === 0
						? 'file'
						: 'other';
		this.#sink.entry({
			path,
			type,
			size: type === 'file' ? size : 0,
			modified: numberAt(header, 136, 12) * 1000,
			mode: numberAt(header, 100, 8) & 0o7777,
			...(type === 'link' && { target }),
		});
	}

	#contentDone(): void {
		if (!this.#long) {
			this.#sink.done();
			return;
		}
		const text = textOf(Buffer.concat(this.#long.pieces).subarray(0, -1));
		if (this.#long.kind === TYPE.longName) this.#longName = text;
		else this.#longTarget = text;
		this.#long = undefined;
	}
}

function fieldAt(header: Buffer, from: number, length: number): string {
	const field = header.subarray(from, from + length);
	const end = field.indexOf(0);
	return textOf(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or, for large and negative ones, a big-endian number after a byte with the first bit set. */
function numberAt(header: Buffer, from: number, length: number): number {
	const field = header.subarray(from, from + length);
	if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(field.toString('latin1'), 8) || 0;
	let value = (field[0] ?? 0) & 0x40 ? -1 : 0;
	for (const [index, byte] of field.entries()) value = value * 256 + (index === 0 ? byte & 0x3f : byte);
	return value;
}
