import type { PublicKey } from './publicKey.ts';

/** One key that can be offered to a server, wherever its private half is. */
export interface Identity {
	/** In words: `key ~/.ssh/id_ed25519`. */
	readonly label: string;
	readonly publicKey: PublicKey;
	/** True when a signature asks nobody and is at hand, so that it can go out with the offer. */
	readonly signsSilently: boolean;
	/**
	 * A whole SSH signature with an algorithm of the key's type, such as `rsa-sha2-256`. May ask for a passphrase.
	 * Rejects with `cancelled()` when the person dismissed that, and with anything else when the key cannot sign.
	 */
	sign(data: Uint8Array, algorithm: string): Promise<Buffer>;
}
