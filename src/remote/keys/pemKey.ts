import { createPrivateKey } from 'node:crypto';
import { derIntegers } from './derIntegers.ts';
import { KeyFileError } from './keyFileError.ts';
import { type PublicKey, publicKeyOf } from './publicKey.ts';

/** More rounds of a key derivation than this would stop the editor for many seconds. */
const MOST_ROUNDS = 10_000_000;

/** PKCS#1, SEC 1 and PKCS#8 in PEM armour (RFC 7468). Only a key in the clear shows its public half. Throws KeyFileError. */
export function pemFacts(text: string): { isEncrypted: boolean; publicKey?: PublicKey } {
	if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw new KeyFileError('not a private key');
	if (/^Proc-Type: 4,ENCRYPTED/m.test(text)) return { isEncrypted: true };
	const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----([^-]*)/.exec(text)?.[1];
	if (encrypted !== undefined) {
		// How the passphrase is used stands at the start (RFC 8018).
		const start = Buffer.from(encrypted, 'base64').subarray(0, 512);
		if (derIntegers(start).some((number) => number > MOST_ROUNDS)) {
			throw new KeyFileError('its passphrase takes too long to check');
		}
		return { isEncrypted: true };
	}
	try {
		const publicKey = publicKeyOf(createPrivateKey(text));
		if (publicKey) return { isEncrypted: false, publicKey };
	} catch (error) {
		throw new KeyFileError((error as Error).message, { cause: error });
	}
	throw new KeyFileError('a kind of key that SSH does not use');
}
