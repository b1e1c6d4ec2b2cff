import type { KeyObject } from 'node:crypto';
import type { Ask } from '../../base/ask.ts';
import { decryptKey } from './decryptKey.ts';
import { KeyFileError } from './keyFileError.ts';
import { unlockKey } from './passphrase.ts';
import { signatureOf } from './signature.ts';

/** What a PrivateKey opens, and how it asks for the passphrase. */
export interface PrivateKeyOptions {
	readonly path: string;
	/** The file's text. */
	readonly text: string;
	readonly isEncrypted: boolean;
	/** Stands over the question: "Sign in to practice". */
	readonly title: string;
	readonly ask: Ask;
}

/** The private half in a key file. Opened when it is first needed, and open from then on: nobody is asked twice. */
export class PrivateKey {
	readonly #options: PrivateKeyOptions;
	#opened: Promise<KeyObject> | undefined;
	#isOpen = false;

	constructor(options: PrivateKeyOptions) {
		this.#options = options;
	}

	/** True when a signature asks for no passphrase. */
	get isOpen(): boolean {
		return this.#isOpen || !this.#options.isEncrypted;
	}

	/** Rejects with KeyFileError, for good, when the file cannot be opened, and with `cancelled()` when nobody wants to. */
	open(signal: AbortSignal): Promise<KeyObject> {
		this.#opened ??= this.#read(signal).then(
			(key) => {
				this.#isOpen = true;
				return key;
			},
			(error: unknown) => {
				if (!(error instanceof KeyFileError)) this.#opened = undefined;
				throw error;
			},
		);
		return this.#opened;
	}

	/** A whole SSH signature. Opens the key. */
	async sign(data: Uint8Array, algorithm: string, signal: AbortSignal): Promise<Buffer> {
		return signatureOf(await this.open(signal), data, algorithm);
	}

	#read(signal: AbortSignal): Promise<KeyObject> {
		const { path, text, isEncrypted, title, ask } = this.#options;
		return isEncrypted ? unlockKey(path, text, title, ask, signal) : decryptKey(text, undefined);
	}
}
