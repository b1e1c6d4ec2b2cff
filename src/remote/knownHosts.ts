import { createHmac } from 'node:crypto';
import { type PublicKey, parsePublicKeyLine } from './publicKey.ts';
import { matchesPatternList } from './wildcard.ts';

/** A line of a known_hosts file; see SSH_KNOWN_HOSTS FILE FORMAT in sshd(8). */
export interface KnownHostLine {
	readonly file: string;
	/** Counted from 1. */
	readonly line: number;
	readonly marker: 'none' | 'revoked' | 'certAuthority';
	/** The patterns, or one hashed name. */
	readonly names: readonly string[];
	readonly key: PublicKey;
}

/** What the files say about the key that a host showed. */
export type Verdict =
	| { readonly kind: 'known' | 'unknown' }
	/** Where the host's other key of this type is, or where the revocation is. */
	| { readonly kind: 'changed' | 'revoked'; readonly file: string; readonly line: number };

/** The lines that hold a key. A line that cannot be read says nothing, as with OpenSSH. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostLine[] {
	return text.split('\n').flatMap((row, index) => {
		const words = row.trim().split(/\s+/);
		if (!words[0] || words[0].startsWith('#')) return [];
		const marker = markerOf(words[0]);
		if (!marker) return [];
		const [names, type, base64] = marker === 'none' ? words : words.slice(1);
		const key = parsePublicKeyLine(`${type} ${base64}`);
		return names && key ? [{ file, line: index + 1, marker, names: names.split(','), key }] : [];
	});
}

function markerOf(word: string): KnownHostLine['marker'] | undefined {
	if (!word.startsWith('@')) return 'none';
	if (word === '@revoked') return 'revoked';
	return word === '@cert-authority' ? 'certAuthority' : undefined;
}

/** The name under which a host is kept: with brackets and port unless that is 22. */
export function hostKeyName(address: string, port: number): string {
	const host = address.toLowerCase();
	return port === 22 ? host : `[${host}]:${port}`;
}

/**
 * OpenSSH's verdict on a plain host key. An equal key in any line is known, whatever others say; where there is only
 * another, the key is changed. A host on a port of its own is also known by a line for its bare name.
 */
export function judge(lines: readonly KnownHostLine[], name: string, key: PublicKey): Verdict {
	const own = judgeName(lines, name, key);
	const bare = /^\[(.+)\]:\d+$/.exec(name)?.[1];
	if (own.kind !== 'unknown' || bare === undefined) return own;
	return judgeName(lines, bare, key).kind === 'known' ? { kind: 'known' } : own;
}

function judgeName(lines: readonly KnownHostLine[], name: string, key: PublicKey): Verdict {
	const fitting = linesFor(lines, name);
	const isEqual = (line: KnownHostLine) => line.key.blob.equals(key.blob);
	const revoked = fitting.find((line) => line.marker === 'revoked' && isEqual(line));
	if (revoked) return { kind: 'revoked', file: revoked.file, line: revoked.line };
	const plain = fitting.filter((line) => line.marker === 'none');
	if (plain.some(isEqual)) return { kind: 'known' };
	const other = plain.findLast((line) => line.key.type === key.type) ?? plain.at(-1);
	return other ? { kind: 'changed', file: other.file, line: other.line } : { kind: 'unknown' };
}

/** The types of key that a host is known by, each once. */
export function knownTypes(lines: readonly KnownHostLine[], name: string): readonly string[] {
	const plain = linesFor(lines, name).filter((line) => line.marker === 'none');
	return [...new Set(plain.map((line) => line.key.type))];
}

function linesFor(lines: readonly KnownHostLine[], name: string): readonly KnownHostLine[] {
	return lines.filter(({ names }) => {
		const [first = ''] = names;
		return first.startsWith('|1|')
			? isHashOf(first, name)
			: matchesPatternList(
					name,
					names.map((n) => n.toLowerCase()),
				);
	});
}

/** `|1|salt|hash`, both in base64: HMAC-SHA1 of the name with the salt as key. */
function isHashOf(hashed: string, name: string): boolean {
	const [, , salt = '', hash] = hashed.split('|');
	return hashName(name, Buffer.from(salt, 'base64')) === `|1|${salt}|${hash}`;
}

/** A name as HashKnownHosts writes it. */
export function hashName(name: string, salt: Buffer): string {
	const hash = createHmac('sha1', salt).update(name).digest('base64');
	return `|1|${salt.toString('base64')}|${hash}`;
}
