import { WireReader } from '../sshWire.ts';
import { KeyFileError } from './keyFileError.ts';
import { type PublicKey, publicKeyOfBlob } from './publicKey.ts';

/** Of bcrypt, 20 ms each: ssh-keygen's default is 16, and nobody waits for this many. */
const MOST_ROUNDS = 1000;

export function isOpenSshKey(text: string): boolean {
	return text.includes('-----BEGIN OPENSSH PRIVATE KEY-----');
}

/** OpenSSH's PROTOCOL.key: magic, cipher, key derivation and its options, number of keys, public key, private part. */
export function openSshFacts(text: string): { isEncrypted: boolean; publicKey: PublicKey } {
	const base64 = text.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
	const reader = new WireReader(Buffer.from(base64, 'base64'));
	try {
		if (reader.take(15).toString('latin1') !== 'openssh-key-v1\0')
			throw new KeyFileError('not a key after all');
		const cipher = reader.text();
		reader.string();
		const derivation = reader.string();
		reader.uint32();
		const publicKey = publicKeyOfBlob(reader.string());
		reader.string();
		const isEncrypted = cipher !== 'none';
		if (cipher.startsWith('chacha20-'))
			throw new KeyFileError(
				`encrypted with ${cipher}, which cannot be read; ssh-keygen -p can encrypt it anew`,
			);
		if (isEncrypted && roundsIn(derivation) > MOST_ROUNDS)
			throw new KeyFileError(
				'its passphrase takes too long to check; add the key to your agent with ssh-add',
			);
		return { isEncrypted, publicKey };
	} catch (error) {
		throw error instanceof KeyFileError ? error : new KeyFileError('the file is cut short', { cause: error });
	}
}

function roundsIn(derivation: Uint8Array): number {
	const options = new WireReader(derivation);
	options.string();
	return options.uint32();
}
