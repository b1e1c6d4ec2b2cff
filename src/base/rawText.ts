import { isUtf8 } from 'node:buffer';

/**
 * Names of files are bytes on Linux, and text here. A byte that is no part of UTF-8 becomes one character of a private
 * area, U+EF80 to U+EFFF for 0x80 to 0xFF, as do the bytes of a real character of that area, so that
 * `bytesOf(textOf(bytes))` is always the same bytes and the text can stand in a URI.
 */
const FIRST = 0xef80;
const LAST = 0xefff;
const OFFSET = 0xef00;

/** The longest sequence of UTF-8. */
const LONGEST = 4;

/** Any bytes as text that loses nothing. */
export function textOf(bytes: Uint8Array): string {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (isUtf8(buffer)) {
		const text = buffer.toString();
		if (!holdsRawBytes(text)) return text;
	}
	let text = '';
	for (let at = 0; at < buffer.length; ) {
		const length = sequenceLength(buffer, at);
		const character = buffer.toString('utf8', at, at + length);
		if (length > 0 && !holdsRawBytes(character)) {
			text += character;
			at += length;
		} else {
			text += String.fromCharCode(OFFSET + (buffer[at] ?? 0));
			at += 1;
		}
	}
	return text;
}

/** The bytes of a text of `textOf`; plain UTF-8 for any other. */
export function bytesOf(text: string): Buffer {
	if (!holdsRawBytes(text)) return Buffer.from(text);
	const pieces = text.split(/([\uEF80-\uEFFF]+)/);
	return Buffer.concat(
		pieces.map((piece, index) =>
			index % 2 === 0
				? Buffer.from(piece)
				: Buffer.from([...piece].map((character) => character.charCodeAt(0) - OFFSET)),
		),
	);
}

/** True for text with bytes in it that are no UTF-8. */
export function holdsRawBytes(text: string): boolean {
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code >= FIRST && code <= LAST) return true;
	}
	return false;
}

/** How many bytes make up the character that begins here; 0 where none does. */
function sequenceLength(bytes: Buffer, at: number): number {
	for (let length = 1; length <= LONGEST && at + length <= bytes.length; length++) {
		if (isUtf8(bytes.subarray(at, at + length))) return length;
	}
	return 0;
}
