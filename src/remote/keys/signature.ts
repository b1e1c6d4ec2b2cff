import { type KeyObject, sign } from 'node:crypto';
import { wireInteger, wireString } from '../sshWire.ts';

/** The hash of each signature algorithm (RFC 4253, 5656, 8332); Ed25519 (RFC 8709) brings its own. */
const HASHES: Readonly<Record<string, string | null>> = {
	'ssh-ed25519': null,
	'ssh-rsa': 'sha1',
	'rsa-sha2-256': 'sha256',
	'rsa-sha2-512': 'sha512',
	'ecdsa-sha2-nistp256': 'sha256',
	'ecdsa-sha2-nistp384': 'sha384',
	'ecdsa-sha2-nistp521': 'sha512',
};

/** Signs with a private key. The result is a whole SSH signature: the algorithm's name, then its bytes. */
export function signatureOf(key: KeyObject, data: Uint8Array, algorithm: string): Buffer {
	const hash = HASHES[algorithm];
	if (hash === undefined) throw new RangeError(`No way to sign with ${algorithm}.`);
	if (!algorithm.startsWith('ecdsa-')) return signatureBlob(algorithm, sign(hash, data, key));
	const both = sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
	const half = both.length / 2;
	const numbers = [wireInteger(both.subarray(0, half)), wireInteger(both.subarray(half))];
	return signatureBlob(algorithm, Buffer.concat(numbers));
}

function signatureBlob(algorithm: string, signature: Uint8Array): Buffer {
	return Buffer.concat([wireString(algorithm), wireString(signature)]);
}
