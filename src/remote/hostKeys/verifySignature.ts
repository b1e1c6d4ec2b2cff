import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import type { PublicKey } from '../keys/publicKey.ts';
import { WireReader } from '../sshWire.ts';

/** The hash of each signature algorithm that may vouch for something; SHA-1 may not. Ed25519 brings its own. */
const HASHES: Readonly<Record<string, string | null>> = {
	'ssh-ed25519': null,
	'rsa-sha2-256': 'sha256',
	'rsa-sha2-512': 'sha512',
	'ecdsa-sha2-nistp256': 'sha256',
	'ecdsa-sha2-nistp384': 'sha384',
	'ecdsa-sha2-nistp521': 'sha512',
};

/** The curves' names in JSON Web Keys (RFC 7518) by those in SSH (RFC 5656), and the length of a number in bytes. */
const CURVES: Readonly<Record<string, readonly [name: string, size: number]>> = {
	nistp256: ['P-256', 32],
	nistp384: ['P-384', 48],
	nistp521: ['P-521', 66],
};

/**
 * True when a whole SSH signature (the algorithm's name, then its bytes) over the data is of this key; undefined when
 * the algorithm or the kind of key is not one that is checked here, such as SHA-1 or a security key.
 */
export function isSignedBy(key: PublicKey, data: Uint8Array, signature: Uint8Array): boolean | undefined {
	const reader = new WireReader(signature);
	const algorithm = reader.text();
	const hash = HASHES[algorithm];
	if (hash === undefined) return undefined;
	const type = algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm;
	if (type !== key.type) return false;
	const object = keyObjectOf(key);
	if (!object) return undefined;
	const bytes = reader.string();
	if (!type.startsWith('ecdsa-')) return verify(hash, data, object, bytes);
	const [, size] = CURVES[type.slice('ecdsa-sha2-'.length)] ?? ['', 0];
	const numbers = new WireReader(bytes);
	const both = Buffer.concat([fixed(numbers.string(), size), fixed(numbers.string(), size)]);
	return verify(hash, data, { key: object, dsaEncoding: 'ieee-p1363' }, both);
}

/** For Node's crypto. Undefined for kinds that it does not know. Throws where the bytes are no key. */
function keyObjectOf({ blob }: PublicKey): KeyObject | undefined {
	const reader = new WireReader(blob);
	const type = reader.text();
	if (type === 'ssh-ed25519') return imported({ kty: 'OKP', crv: 'Ed25519', x: web(reader.string()) });
	if (type === 'ssh-rsa') {
		const e = web(reader.string());
		return imported({ kty: 'RSA', e, n: web(reader.string()) });
	}
	const [crv, size] = CURVES[reader.text()] ?? [];
	if (crv === undefined || size === undefined) return undefined;
	const point = reader.string();
	if (point[0] !== 4 || point.length !== 1 + 2 * size) return undefined;
	return imported({ kty: 'EC', crv, x: web(point.subarray(1, 1 + size)), y: web(point.subarray(1 + size)) });
}

const imported = (key: JsonWebKey) => createPublicKey({ key, format: 'jwk' });

const web = (bytes: Buffer) => bytes.toString('base64url');

/** An `mpint` of a positive number, in so many bytes. Throws RangeError when it is too large. */
function fixed(mpint: Buffer, size: number): Buffer {
	const digits = mpint[0] === 0 ? mpint.subarray(1) : mpint;
	return Buffer.concat([Buffer.alloc(size - digits.length), digits]);
}
