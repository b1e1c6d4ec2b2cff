import { bytesOf, textOf } from '../../base/rawText.ts';
import { CHANGED } from './failures.ts';

/** What makes GNU tar write names in one known way, whatever the person's settings are. */
export const TAR_QUOTING = '--quoting-style=escape';

/**
 * Which member of an archive GNU tar complains about, by its name as in the archive without `./`, and why. The first word on each counts.
 */
export function tarTroubles(words: string): ReadonlyMap<string, string> {
	const troubles = new Map<string, string>();
	for (const [, name = '', said = ''] of words.matchAll(
		/^tar: (.*): ((?:Cannot|File shrank|[Ff]ile removed|file changed|Read error|Wrote only) .*)$/gm,
	)) {
		const path = unescaped(name).replace(/^\.\//, '');
		if (!troubles.has(path)) troubles.set(path, reasonIn(said));
	}
	return troubles;
}

/** `Cannot open: Permission denied` → `Permission denied` */
function reasonIn(said: string): string {
	if (/^file (changed|removed)|^File (shrank|removed)/.test(said)) return CHANGED;
	return said.slice(said.lastIndexOf(': ') + 1).trim();
}

const LETTERS: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '?': 127 };

/** A name as `TAR_QUOTING` writes it, whose escapes are of bytes. */
function unescaped(name: string): string {
	const bytes = bytesOf(name)
		.toString('latin1')
		.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
			String.fromCharCode(
				code.length === 3 ? Number.parseInt(code, 8) : (LETTERS[code] ?? code.charCodeAt(0)),
			),
		);
	return textOf(Buffer.from(bytes, 'latin1'));
}
