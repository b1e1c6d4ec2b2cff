import { fingerprintOf, type PublicKey } from '../keys/publicKey.ts';

/**
 * What a site's list says about a key. `otherKinds`: it says nothing, because it only has keys of other types, or none
 * at all.
 */
export type PublishedVerdict = 'published' | 'contradicted' | 'otherKinds';

/**
 * Compares a key with the fingerprints that a site publishes: each `SHA256:…`, or with the type of its key in front,
 * `ssh-ed25519 SHA256:…`. One without a type counts for every type.
 */
export function judgePublished(published: readonly string[], key: PublicKey): PublishedVerdict {
	const entries = published.map(readEntry);
	const fingerprint = fingerprintOf(key);
	const ofItsKind = entries.filter(({ type }) => type === undefined || type === key.type);
	if (ofItsKind.some((entry) => entry.fingerprint === fingerprint)) return 'published';
	return ofItsKind.length > 0 ? 'contradicted' : 'otherKinds';
}

/** The types of key that the site names, so that they can be asked for. */
export function publishedTypes(published: readonly string[]): readonly string[] {
	return [...new Set(published.flatMap((entry) => readEntry(entry).type ?? []))];
}

/** Sites show them with or without the padding of base64. */
function readEntry(entry: string): { readonly type: string | undefined; readonly fingerprint: string } {
	const words = entry.trim().split(/\s+/);
	const fingerprint = (words.at(-1) ?? '').replace(/=+$/, '');
	return { type: words.length > 1 ? words[0] : undefined, fingerprint };
}
