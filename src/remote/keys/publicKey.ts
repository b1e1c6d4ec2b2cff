import { createHash, type KeyObject } from 'node:crypto';
import { WireReader, wireInteger, wireString } from '../sshWire.ts';

/** A public key as SSH sends it (RFC 4253, section 6.6). */
export interface PublicKey {
	/** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`, … */
	readonly type: string;
	/** Type and numbers in SSH's encoding: what known_hosts and `.pub` files hold in base64. */
	readonly blob: Buffer;
}

/** The key in such bytes. Throws RangeError when there is no type in them. */
export function publicKeyOfBlob(blob: Uint8Array): PublicKey {
	return { type: new WireReader(blob).text(), blob: Buffer.from(blob) };
}

/** The key in bytes from somebody else; undefined when there is no type in them. */
export function parsePublicKey(blob: Uint8Array): PublicKey | undefined {
	try {
		return publicKeyOfBlob(blob);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** The key in a line such as `ssh-ed25519 AAAA… ada@laptop`; undefined for any other text, or where type and bytes differ. */
export function parsePublicKeyLine(line: string): PublicKey | undefined {
	const [type, base64] = line.trim().split(/\s+/);
	if (!type || !base64) return undefined;
	const key = parsePublicKey(Buffer.from(base64, 'base64'));
	return key?.type === type ? key : undefined;
}

/** As OpenSSH shows it: `SHA256:` and base64 without padding. */
export function fingerprintOf(key: PublicKey): string {
	return `SHA256:${createHash('sha256').update(key.blob).digest('base64').replace(/=+$/, '')}`;
}

/** The curves' names in SSH (RFC 5656) by those in JSON Web Keys (RFC 7518). */
const CURVES: Readonly<Record<string, string>> = {
	'P-256': 'nistp256',
	'P-384': 'nistp384',
	'P-521': 'nistp521',
};

/** The public half of an RSA, Ed25519 or NIST-curve key; undefined for kinds that SSH has no name for. */
export function publicKeyOf(key: KeyObject): PublicKey | undefined {
	const jwk = key.export({ format: 'jwk' });
	const part = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
	if (jwk.kty === 'RSA') return encode('ssh-rsa', wireInteger(part(jwk.e)), wireInteger(part(jwk.n)));
	if (jwk.crv === 'Ed25519') return encode('ssh-ed25519', wireString(part(jwk.x)));
	const curve = CURVES[jwk.crv ?? ''];
	if (!curve) return undefined;
	const point = Buffer.concat([Buffer.of(4), part(jwk.x), part(jwk.y)]);
	return encode(`ecdsa-sha2-${curve}`, wireString(curve), wireString(point));
}

function encode(type: string, ...parts: readonly Buffer[]): PublicKey {
	return { type, blob: Buffer.concat([wireString(type), ...parts]) };
}
