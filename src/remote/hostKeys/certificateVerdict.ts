import type { CertificateTrouble } from '../../problems/problem.ts';
import { fingerprintOf, type PublicKey } from '../keys/publicKey.ts';
import { type HostCertificate, troubleWith } from './hostCertificate.ts';
import { authorityFor, type HostLines, type KnownHostLine, revocationOf } from './knownHosts.ts';

/** What the known_hosts files and a certificate itself say about the certificate. */
export type CertificateVerdict =
	/** By the word of this line. */
	| { readonly kind: 'trusted'; readonly by: KnownHostLine }
	/** The line revokes this key: the certified one or the authority's. */
	| { readonly kind: 'revoked'; readonly by: KnownHostLine; readonly key: PublicKey }
	/** It is worth nothing, and its key as much as any plain key. */
	| { readonly kind: 'worthless'; readonly trouble: CertificateTrouble }
	/** Its authority never signed it. */
	| { readonly kind: 'forged' };

/** @param name the host's name without port, or its HostKeyAlias */
export function judgeCertificate(
	lines: HostLines,
	name: string,
	certificate: HostCertificate,
	now: Date,
): CertificateVerdict {
	const { key, authority, isSigned } = certificate;
	if (isSigned === false) return { kind: 'forged' };
	for (const each of [key, authority]) {
		const by = revocationOf(lines, each);
		if (by) return { kind: 'revoked', by, key: each };
	}
	const by = authorityFor(lines, authority);
	if (!by) {
		const fingerprint = fingerprintOf(authority);
		return { kind: 'worthless', trouble: { kind: 'unknownAuthority', fingerprint } };
	}
	const trouble = troubleWith(certificate, name, now);
	return trouble ? { kind: 'worthless', trouble } : { kind: 'trusted', by };
}
