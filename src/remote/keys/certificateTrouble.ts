import type { Logger } from '../../base/log.ts';
import type { Problem } from '../../problems/problem.ts';
import type { SshSettings } from '../sshSettings.ts';
import { validityAt } from './certificate.ts';
import { type FoundCertificate, type KeyRing, readKeyRing } from './keyRing.ts';
import type { PublicKey } from './publicKey.ts';
import { algorithmsFor, isCertificateName } from './publicKeyAlgorithms.ts';
import { canSign, heldIn } from './signers.ts';

/**
 * The problem `certificateExpired` when every key that could sign in goes by a certificate that has expired. To be asked
 * before a connection is made: a site that hands out certificates counts a key without one as a failed sign-in. Undefined
 * when any certificate or other key is worth an offer. Throws ProblemError `keyUnreadable` as `identitiesFor` does.
 */
export async function certificateTrouble(
	settings: SshSettings,
	log: Logger,
	signal: AbortSignal,
	now = new Date(),
): Promise<Extract<Problem, { readonly kind: 'certificateExpired' }> | undefined> {
	if (!usesKeys(settings)) return undefined;
	const ring = await readKeyRing(settings, log, signal);
	const expired = ring.certificates.filter(({ certificate }) => validityAt(certificate, now) === 'expired');
	const last = expired.reduce<FoundCertificate | undefined>(
		(latest, found) => (latest && endOf(latest) >= endOf(found) ? latest : found),
		undefined,
	);
	if (!last || candidatesIn(ring, settings, expired).some((key) => isAccepted(key, settings)))
		return undefined;
	const validBefore = new Date(endOf(last)).toISOString();
	return { kind: 'certificateExpired', host: settings.alias, file: last.source, validBefore };
}

function usesKeys({ methodsOff, preferredMethods }: SshSettings): boolean {
	return !methodsOff.includes('publickey') && (preferredMethods?.includes('publickey') ?? true);
}

/** What may be offered: good certificates, and plain keys that no expired one certifies. Undefined for a key yet to be read. */
function candidatesIn(
	ring: KeyRing,
	settings: SshSettings,
	expired: readonly FoundCertificate[],
): readonly (PublicKey | undefined)[] {
	const certificates = ring.certificates
		.filter((found) => !expired.includes(found) && hasSigner(found, ring))
		.map(({ certificate }) => certificate.publicKey);
	const files = ring.files
		.filter((file) => canSign(file) || (file.publicKey && heldIn(ring, file.publicKey)))
		.map(({ publicKey }) => publicKey);
	const held = settings.identitiesOnly ? [] : ring.held.map(({ publicKey }) => publicKey);
	const plain = [...files, ...held].filter((key) => !(key && isCertificateName(key.type)));
	const hasLapsed = (key: PublicKey) =>
		expired.some(({ certificate }) => certificate.certifiedKey.blob.equals(key.blob));
	return [...certificates, ...plain.filter((key) => !(key && hasLapsed(key)))];
}

function hasSigner({ certificate: { publicKey, certifiedKey } }: FoundCertificate, ring: KeyRing): boolean {
	const inFile = ring.files.some(
		(file) => canSign(file) && (file.publicKey?.blob.equals(certifiedKey.blob) ?? true),
	);
	return inFile || [publicKey, certifiedKey].some((key) => heldIn(ring, key));
}

function isAccepted(key: PublicKey | undefined, { algorithms }: SshSettings): boolean {
	return !key || algorithmsFor(key.type, algorithms.publicKey).length > 0;
}

const endOf = ({ certificate }: FoundCertificate) => certificate.validBefore?.getTime() ?? 0;
