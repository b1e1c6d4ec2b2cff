import type { CertificateTrouble } from '../../problems/problem.ts';
import { fingerprintOf, type PublicKey, publicKeyOfBlob } from '../keys/publicKey.ts';
import { WireReader } from '../sshWire.ts';
import { matchesPattern } from '../wildcard.ts';
import { readPlainKey } from './plainKey.ts';
import { isSignedBy } from './verifySignature.ts';

/** A host key with an authority's word for it; see PROTOCOL.certkeys of OpenSSH. */
export interface HostCertificate {
	/** The key that it certifies. */
	readonly key: PublicKey;
	/** The key of the authority that signed it. */
	readonly authority: PublicKey;
	/** What the authority calls it. */
	readonly id: string;
	readonly isForHost: boolean;
	/** Host names, with `*` and `?`; none at all means every host. */
	readonly principals: readonly string[];
	/** In seconds since 1970. */
	readonly validFrom: bigint;
	/** The first second in which it is no longer valid. */
	readonly validUntil: bigint;
	/** True when it holds conditions; OpenSSH knows none for hosts. */
	readonly hasConditions: boolean;
	/** True when the authority really signed it; undefined when its kind of signature cannot be checked. */
	readonly isSigned: boolean | undefined;
}

const SUFFIX = '-cert-v01@openssh.com';

/** True for types of certified keys, such as `ssh-ed25519-cert-v01@openssh.com`, and their algorithms. */
export function isCertificateName(name: string): boolean {
	return name.endsWith(SUFFIX);
}

/** The plain type or algorithm for that of a certified key: `rsa-sha2-512-cert-v01@openssh.com` → `rsa-sha2-512`. */
export function plainName(name: string): string {
	return isCertificateName(name) ? name.slice(0, -SUFFIX.length) : name;
}

/** Only the plain key of certified bytes; undefined when they are no certificate. */
export function certifiedKey(blob: Uint8Array): PublicKey | undefined {
	try {
		const reader = new WireReader(blob);
		const type = plainName(reader.text());
		reader.string();
		return readPlainKey(reader, type);
	} catch {
		return undefined;
	}
}

/** Undefined when the bytes are no certificate of a kind that is known here. */
export function parseHostCertificate(blob: Uint8Array): HostCertificate | undefined {
	try {
		const reader = new WireReader(blob);
		const type = plainName(reader.text());
		reader.string(); // a nonce
		const key = readPlainKey(reader, type);
		reader.take(8); // the serial number
		const isForHost = reader.uint32() === 2;
		const id = reader.text();
		const principals = stringsIn(reader.string());
		const [validFrom, validUntil] = [reader.take(8).readBigUInt64BE(), reader.take(8).readBigUInt64BE()];
		const hasConditions = reader.string().length > 0;
		reader.string(); // extensions
		reader.string(); // reserved
		const authority = publicKeyOfBlob(reader.string());
		const signature = reader.string();
		const signed = blob.subarray(0, blob.length - 4 - signature.length);
		const isSigned = isSignedBy(authority, signed, signature);
		return { key, authority, id, isForHost, principals, validFrom, validUntil, hasConditions, isSigned };
	} catch {
		return undefined;
	}
}

/**
 * Why a certificate does not show that it belongs to a host of this name, as OpenSSH checks it; undefined when it does.
 * Whether its authority is to be believed is another matter.
 */
export function troubleWith(
	certificate: HostCertificate,
	name: string,
	now: Date,
): CertificateTrouble | undefined {
	const { isForHost, principals, validFrom, validUntil } = certificate;
	const seconds = BigInt(Math.floor(now.getTime() / 1000));
	if (!isForHost) return { kind: 'notForHosts' };
	if (seconds < validFrom) return { kind: 'notYetValid', from: dateOf(validFrom) };
	if (seconds >= validUntil) return { kind: 'expired', until: dateOf(validUntil) };
	if (principals.length > 0 && !principals.some((principal) => matchesPattern(name, principal))) {
		return { kind: 'otherHost', name, principals };
	}
	if (certificate.hasConditions || certificate.isSigned === undefined) return { kind: 'unsupported' };
	return undefined;
}

/** In words for the log. */
export function describeCertificate({ id, authority }: HostCertificate): string {
	return `"${id}" by the authority ${authority.type} ${fingerprintOf(authority)}`;
}

function stringsIn(bytes: Buffer): readonly string[] {
	const reader = new WireReader(bytes);
	const found: string[] = [];
	for (let left = bytes.length; left > 0; ) {
		const each = reader.string();
		left -= 4 + each.length;
		found.push(each.toString('utf8'));
	}
	return found;
}

/** As `2026-11-24 01:55 UTC`. The last times that a certificate can name are beyond what a Date can. */
function dateOf(seconds: bigint): string {
	const date = new Date(Number(seconds) * 1000);
	return Number.isNaN(date.getTime()) ? '?' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
