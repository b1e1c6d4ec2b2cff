import { type PublicKey, publicKeyOfBlob } from '../keys/publicKey.ts';
import { type HostCertificate, isCertificateName, parseHostCertificate } from './hostCertificate.ts';

/** What a host showed as its identity. */
export interface ShownHostKey {
	/** As it was sent. */
	readonly sent: PublicKey;
	/** The plain key. */
	readonly key: PublicKey;
	/** An authority's word for it. */
	readonly certificate?: HostCertificate;
}

/** Undefined where the bytes are neither a key nor a certificate that is known here. */
export function readShownHostKey(blob: Uint8Array): ShownHostKey | undefined {
	const sent = publicKeyOfBlob(blob);
	if (!isCertificateName(sent.type)) return { sent, key: sent };
	const certificate = parseHostCertificate(sent.blob);
	return certificate && { sent, key: certificate.key, certificate };
}
