import { bytesOf, holdsRawBytes } from './rawText.ts';

/** Letters that change how the text around them is read, and those that take no room. */
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A file name of any bytes as a person can read it, on one line: a line end is ␊, a byte that is no UTF-8 is \xff. */
export function shownName(name: string): string {
	const visible = name
		.replace(/[\u0000-\u001f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
		.replace(/\u007f/g, '\u2421')
		.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
	if (!holdsRawBytes(visible)) return visible;
	return visible.replace(/[\uEF80-\uEFFF]/g, (character) =>
		[...bytesOf(character)].map((byte) => `\\x${byte.toString(16)}`).join(''),
	);
}
