import { createPrivateKey, type KeyObject } from 'node:crypto';
import { KeyFileError, WrongPassphrase } from './keyFileError.ts';
import { isOpenSshKey } from './openSshKey.ts';
import { isPpk, readPpk } from './ppk.ts';
import { openPpk } from './ppkPrivate.ts';

/** OpenSSH's own limit for RSA: signing with more would take the editor's time for nothing. */
const MOST_RSA_BITS = 16384;

/**
 * The private key in a key file's text. Rejects with WrongPassphrase where another passphrase may help, else with KeyFileError.
 * Pure JavaScript for a passphrase of OpenSSH's own format: up to two seconds for one with many rounds.
 */
export async function decryptKey(text: string, passphrase: string | undefined): Promise<KeyObject> {
	const key = await openKey(text, passphrase).catch((error: Error) => {
		if (error instanceof KeyFileError) throw error;
		const Failure = passphrase === undefined ? KeyFileError : WrongPassphrase;
		throw new Failure(error.message, { cause: error });
	});
	if ((key.asymmetricKeyDetails?.modulusLength ?? 0) > MOST_RSA_BITS) {
		throw new KeyFileError(`an RSA key of more than ${MOST_RSA_BITS} bits`);
	}
	return key;
}

async function openKey(text: string, passphrase: string | undefined): Promise<KeyObject> {
	if (isPpk(text)) return openPpk(readPpk(text), passphrase);
	if (!isOpenSshKey(text))
		return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
	const { default: ssh2 } = await import('ssh2');
	const key = ssh2.utils.parseKey(text.trim(), passphrase);
	if (key instanceof Error) throw key;
	return createPrivateKey(key.getPrivatePEM());
}
