import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The numbers of an RSA key as files keep them: unsigned, the highest byte first. */
export interface RsaNumbers {
	readonly n: Buffer;
	readonly e: Buffer;
	readonly d: Buffer;
	readonly p: Buffer;
	readonly q: Buffer;
	/** The inverse of q modulo p. */
	readonly qi: Buffer;
}

/** Throws where the numbers are no key. */
export function rsaKey({ n, e, d, p, q, qi }: RsaNumbers): KeyObject {
	const exponentFor = (prime: Buffer) => bytesOf(numberOf(d) % (numberOf(prime) - 1n));
	const numbers = { n, e, d, p, q, qi, dp: exponentFor(p), dq: exponentFor(q) };
	const entries = Object.entries(numbers).map(([name, bytes]) => [name, base64(withoutZeros(bytes))]);
	return keyOf({ kty: 'RSA', ...Object.fromEntries(entries) });
}

/** `point` is the uncompressed public point, `d` the private number. Throws where they are no key. */
export function ecKey(curve: 'P-256' | 'P-384' | 'P-521', point: Buffer, d: Buffer): KeyObject {
	const size = (point.length - 1) / 2;
	const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
	const number = withoutZeros(d);
	const padded = Buffer.concat([Buffer.alloc(Math.max(0, size - number.length)), number]);
	return keyOf({ kty: 'EC', crv: curve, x: base64(x), y: base64(y), d: base64(padded) });
}

/** `x` is the public half, `seed` the private one, 32 bytes each. */
export function ed25519Key(x: Buffer, seed: Buffer): KeyObject {
	return keyOf({ kty: 'OKP', crv: 'Ed25519', x: base64(x), d: base64(seed) });
}

const keyOf = (key: JsonWebKey) => createPrivateKey({ format: 'jwk', key });

const base64 = (bytes: Buffer) => bytes.toString('base64url');

function withoutZeros(bytes: Buffer): Buffer {
	const first = bytes.findIndex((byte) => byte !== 0);
	return first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
}

const numberOf = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex') || '0'}`);

function bytesOf(number: bigint): Buffer {
	const digits = number.toString(16);
	return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}
