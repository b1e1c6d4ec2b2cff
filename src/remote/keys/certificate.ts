import { WireReader, wireString } from '../sshWire.ts';
import { fingerprintOf, type PublicKey, publicKeyOfBlob } from './publicKey.ts';
import { isCertificateName, plainName } from './publicKeyAlgorithms.ts';

/** What an OpenSSH certificate says (PROTOCOL.certkeys). Nothing here checks the authority's signature: the server does. */
export interface Certificate {
	/** As it is offered: type and blob of the certificate itself. */
	readonly publicKey: PublicKey;
	/** The key that it certifies. */
	readonly certifiedKey: PublicKey;
	readonly kind: 'user' | 'host';
	/** What the authority calls it in its log. */
	readonly keyId: string;
	readonly serial: bigint;
	/** The users, or hosts, that it is good for. */
	readonly principals: readonly string[];
	/** Absent for one that is good since ever. */
	readonly validAfter?: Date;
	/** The moment from which on it is not good any more; absent for one that is good forever. */
	readonly validBefore?: Date;
	/** `force-command`, `source-address`, … */
	readonly criticalOptions: readonly string[];
	/** Of the authority's key: `SHA256:…`. */
	readonly authority: string;
}

/** How many strings stand between the nonce and the serial number, by the type without the certificate. */
const KEY_PARTS: Readonly<Record<string, number>> = {
	'ssh-ed25519': 1,
	'ssh-rsa': 2,
	'ecdsa-sha2-nistp256': 2,
	'ecdsa-sha2-nistp384': 2,
	'ecdsa-sha2-nistp521': 2,
	'sk-ssh-ed25519@openssh.com': 2,
	'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** The latest moment that a Date can hold, in seconds. Authorities write 2⁶⁴ − 1 for "forever". */
const LAST_SECOND = 8_640_000_000_000n;

/** A server's clock may be behind ours or ahead: a certificate that was made just now is good at once. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The certificate in a key as SSH sends it; undefined for a plain key, and for bytes that do not hold together. */
export function parseCertificate(publicKey: PublicKey): Certificate | undefined {
	const type = plainName(publicKey.type);
	const partCount = KEY_PARTS[type];
	if (!isCertificateName(publicKey.type) || partCount === undefined) return undefined;
	try {
		const reader = new WireReader(publicKey.blob);
		reader.string();
		reader.string();
		const parts = Array.from({ length: partCount }, () => wireString(reader.string()));
		const serial = reader.uint64();
		const kind = KINDS[reader.uint32()];
		const keyId = reader.text();
		const principals = stringsIn(reader.string());
		const [after, before] = [reader.uint64(), reader.uint64()];
		const criticalOptions = stringsIn(reader.string()).filter((_, index) => index % 2 === 0);
		reader.string();
		reader.string();
		const authority = fingerprintOf(publicKeyOfBlob(reader.string()));
		reader.string();
		if (!kind || !reader.isAtEnd) return undefined;
		return {
			publicKey,
			certifiedKey: { type, blob: Buffer.concat([wireString(type), ...parts]) },
			kind,
			keyId,
			serial,
			principals,
			...(after > 0n && { validAfter: dateOf(after) }),
			...(before < LAST_SECOND && { validBefore: dateOf(before) }),
			criticalOptions,
			authority,
		};
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** The certificate's time, as OpenSSH reckons: good from the first moment on, and no more at the last. */
export function validityAt(certificate: Certificate, now: Date): 'notYet' | 'valid' | 'expired' {
	const { validAfter, validBefore } = certificate;
	if (validBefore && validBefore <= now) return 'expired';
	return validAfter && validAfter.getTime() > now.getTime() + CLOCK_SKEW_MS ? 'notYet' : 'valid';
}

const KINDS: Readonly<Record<number, Certificate['kind']>> = { 1: 'user', 2: 'host' };

function dateOf(seconds: bigint): Date {
	return new Date(Number(seconds < LAST_SECOND ? seconds : LAST_SECOND) * 1000);
}

function stringsIn(bytes: Uint8Array): string[] {
	const strings: string[] = [];
	for (const reader = new WireReader(bytes); !reader.isAtEnd; ) strings.push(reader.text());
	return strings;
}
