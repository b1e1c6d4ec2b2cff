import type { Certificate } from './certificate.ts';
import type { HeldKey } from './heldKeys.ts';
import type { Identity } from './identity.ts';
import type { KeyFile } from './keyFile.ts';
import { KeyFileError } from './keyFileError.ts';
import type { KeyRing } from './keyRing.ts';
import { PrivateKey, type PrivateKeyOptions } from './privateKey.ts';
import { type PublicKey, publicKeyOf } from './publicKey.ts';
import { isSecurityKey } from './publicKeyAlgorithms.ts';

/** Whoever has a private half: the part of an Identity that signs. */
export interface Signer extends Pick<Identity, 'signsSilently' | 'needsPerson' | 'sign'> {
	readonly isAgent: boolean;
}

type Question = Pick<PrivateKeyOptions, 'title' | 'ask'>;

/** Finds who signs for a key: the agent wherever it can, else the key's own file. Each file is opened once for all. */
export class Signers {
	readonly #ring: KeyRing;
	readonly #question: Question;
	readonly #privateKeys = new Map<KeyFile, PrivateKey>();
	/** Of files that had to be opened to know. */
	readonly #publicKeys = new Map<KeyFile, PublicKey>();

	constructor(ring: KeyRing, { title, ask }: Question) {
		this.#ring = ring;
		this.#question = { title, ask };
	}

	/** Undefined when nobody here has the private half. */
	forKey(key: PublicKey): Signer | undefined {
		const held = heldIn(this.#ring, key);
		if (held) return byAgent(held);
		const file = this.#ring.files.find((each) => canSign(each) && this.#knownIn(each)?.blob.equals(key.blob));
		return file && byFile(this.#privateKeyIn(file));
	}

	/** An agent may hold a certificate without the plain key. */
	forCertificate({ publicKey, certifiedKey }: Certificate): Signer | undefined {
		const held = heldIn(this.#ring, publicKey);
		return held ? byAgent(held) : this.forKey(certifiedKey);
	}

	/** The public half of a file's key. Opens the file where it shows that no other way; rejects as PrivateKey does. */
	async publicKeyIn(file: KeyFile, signal: AbortSignal): Promise<PublicKey> {
		const known = this.#knownIn(file);
		if (known) return known;
		const opened = publicKeyOf(await this.#privateKeyIn(file).open(signal));
		if (!opened) throw new KeyFileError('a kind of key that SSH does not use');
		this.#publicKeys.set(file, opened);
		return opened;
	}

	#knownIn(file: KeyFile): PublicKey | undefined {
		return this.#publicKeys.get(file) ?? file.publicKey;
	}

	#privateKeyIn(file: KeyFile): PrivateKey {
		const { path, privateText: text = '', isEncrypted } = file;
		const key = this.#privateKeys.get(file) ?? new PrivateKey({ path, text, isEncrypted, ...this.#question });
		this.#privateKeys.set(file, key);
		return key;
	}
}

/** True for a file with the private half of a key that needs no device to sign. */
export function canSign({ privateText, publicKey }: KeyFile): boolean {
	return privateText !== undefined && !(publicKey && isSecurityKey(publicKey.type));
}

/** The key among those that the agent holds. */
export function heldIn({ held }: KeyRing, { blob }: PublicKey): HeldKey | undefined {
	return held.find(({ publicKey }) => publicKey.blob.equals(blob));
}

/** Signs with the agent, through a connection of its own each time. */
export function byAgent({ agent, publicKey }: HeldKey): Signer {
	return {
		isAgent: true,
		signsSilently: false,
		needsPerson: isSecurityKey(publicKey.type),
		sign: (data, algorithm, signal) => agent.sign(publicKey, data, algorithm, signal),
	};
}

/** Signs with the private half in a file. */
function byFile(key: PrivateKey): Signer {
	return {
		isAgent: false,
		get signsSilently() {
			return key.isOpen;
		},
		get needsPerson() {
			return !key.isOpen;
		},
		sign: (data, algorithm, signal) => key.sign(data, algorithm, signal),
	};
}
