import type { Certificate } from './certificate.ts';
import type { PublicKey } from './publicKey.ts';

/** One key or certificate that can be offered to a server, wherever its private half is. */
export interface Identity {
	/** In words: `key ~/.ssh/id_ed25519`. */
	readonly label: string;
	/** What is offered: a plain key, or a certificate as a key of its own type. */
	readonly publicKey: PublicKey;
	/** Where it is one that is offered. */
	readonly certificate?: Certificate;
	/** The algorithms to sign in with, the preferred first; absent for all that its type has by default. */
	readonly algorithms?: readonly string[];
	/** True when a signature asks nobody and is at hand, so that it can go out with the offer. */
	readonly signsSilently: boolean;
	/** True when a signature waits for a person: for a passphrase that was not given yet, or a touch of a security key. */
	readonly needsPerson: boolean;
	/**
	 * A whole SSH signature with an algorithm of the plain key's type, such as `rsa-sha2-256`. May ask for a passphrase, the
	 * first time. Rejects with `cancelled()` when the person dismissed that, and with anything else when the key cannot sign.
	 */
	sign(data: Uint8Array, algorithm: string, signal: AbortSignal): Promise<Buffer>;
}
