import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';

/** What ssh2 1.17 keeps of a link's keys where it encrypts by AES-GCM; other ciphers keep theirs elsewhere. */
interface Internals {
	readonly _protocol: {
		readonly _cipher?: { _encKey?: Uint8Array | KeyObject };
		readonly _decipher?: { _decipherKey?: Uint8Array | KeyObject };
	};
}

/**
 * Has ssh2 hold its keys as objects of `node:crypto`. It makes a cipher for each packet, and with Node 24 each of those reads
 * a key in bytes anew, which takes longer than the encryption of a small packet.
 */
export function useQuickKeys(client: Client): void {
	// Also after each exchange of new keys.
	client.on('handshake', () => {
		const { _cipher: cipher, _decipher: decipher } = (client as unknown as Internals)._protocol;
		if (cipher?._encKey instanceof Uint8Array) cipher._encKey = createSecretKey(cipher._encKey);
		if (decipher?._decipherKey instanceof Uint8Array)
			decipher._decipherKey = createSecretKey(decipher._decipherKey);
	});
}
