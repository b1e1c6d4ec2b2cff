import { createHmac } from 'node:crypto';
import { type PublicKey, parsePublicKeyLine } from '../keys/publicKey.ts';
import { matchesPatternList } from '../wildcard.ts';
import { isWholeKey } from './plainKey.ts';

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

/** What the files say about a key that a host showed. */
export type Verdict =
	| { readonly kind: 'known' | 'unknown' }
	/** The line with the host's other key, of this type if there is one, or the line that revokes. */
	| { readonly kind: 'changed' | 'revoked'; readonly by: KnownHostLine };

/** The lines that hold a key. A line that cannot be read says nothing, as with OpenSSH. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostLine[] {
	return text.split('\n').flatMap((row, index) => {
		const words = row.trim().split(/\s+/);
		if (!words[0] || words[0].startsWith('#')) return [];
		const marker = markerOf(words[0]);
		if (!marker) return [];
		const [names, type, base64] = marker === 'none' ? words : words.slice(1);
		const key = parsePublicKeyLine(`${type} ${base64}`);
		return names && key && isWholeKey(key)
			? [{ file, line: index + 1, marker, names: names.split(','), key }]
			: [];
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

/** What the files say about one host: the lines for its name, and for a host on a port of its own those for its bare name. */
export interface HostLines {
	readonly own: readonly KnownHostLine[];
	readonly bare: readonly KnownHostLine[];
}

export function linesAbout(lines: readonly KnownHostLine[], name: string): HostLines {
	const bare = /^\[(.+)\]:\d+$/.exec(name)?.[1];
	return { own: linesFor(lines, name), bare: bare === undefined ? [] : linesFor(lines, bare) };
}

/**
 * OpenSSH's verdict on a plain host key. An equal key in any line is known, whatever others say, unless it is revoked;
 * where there is only another, the key is changed. A host on a port of its own is also known by a line for its bare
 * name, but what other key is there does not matter.
 */
export function judge(lines: HostLines, key: PublicKey): Verdict {
	const revocation = revocationOf(lines, key);
	if (revocation) return { kind: 'revoked', by: revocation };
	const verdict = judgeIn(lines.own, key);
	if (verdict.kind !== 'unknown') return verdict;
	return judgeIn(lines.bare, key).kind === 'known' ? { kind: 'known' } : verdict;
}

/** The line that revokes a key for this host; by its bare name too, where OpenSSH only warns of it. */
export function revocationOf({ own, bare }: HostLines, key: PublicKey): KnownHostLine | undefined {
	return [...own, ...bare].find((line) => line.marker === 'revoked' && line.key.blob.equals(key.blob));
}

function judgeIn(lines: readonly KnownHostLine[], key: PublicKey): Verdict {
	const plain = lines.filter((line) => line.marker === 'none');
	if (plain.some((line) => line.key.blob.equals(key.blob))) return { kind: 'known' };
	const other = plain.findLast((line) => line.key.type === key.type) ?? plain.at(-1);
	return other ? { kind: 'changed', by: other } : { kind: 'unknown' };
}

/** The line that believes an authority's word for this host; undefined when there is none. */
export function authorityFor({ own, bare }: HostLines, authority: PublicKey): KnownHostLine | undefined {
	const isIt = ({ marker, key }: KnownHostLine) =>
		marker === 'certAuthority' && key.blob.equals(authority.blob);
	return own.find(isIt) ?? bare.find(isIt);
}

/** True when any authority may certify this host. */
export function hasAuthority({ own, bare }: HostLines): boolean {
	return [...own, ...bare].some((line) => line.marker === 'certAuthority');
}

/** The types of plain key that a host is known by, each once; by its bare name where nothing is known by its own. */
export function knownTypes({ own, bare }: HostLines): readonly string[] {
	const plain = (lines: readonly KnownHostLine[]) => lines.filter((line) => line.marker === 'none');
	const known = plain(own).length > 0 ? plain(own) : plain(bare);
	return [...new Set(known.map((line) => line.key.type))];
}

/** The lines whose names fit. */
export function linesFor(lines: readonly KnownHostLine[], name: string): readonly KnownHostLine[] {
	return lines.filter(({ names }) => {
		const [first = ''] = names;
		if (first.startsWith('|')) return names.length === 1 && isHashOf(first, name);
		const patterns = names.map((pattern) => pattern.toLowerCase());
		return matchesPatternList(name, patterns);
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
