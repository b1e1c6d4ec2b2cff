import { readFile, stat } from 'node:fs/promises';
import { KeyFileError } from './keyFileError.ts';
import { isOpenSshKey, openSshFacts } from './openSshKey.ts';
import { pemFacts } from './pemKey.ts';
import { isPpk, readPpk } from './ppk.ts';
import { type PublicKey, parsePublicKeyLine } from './publicKey.ts';

/** What is in a key file, as far as can be told without a passphrase. */
export interface KeyFile {
	readonly path: string;
	/** The private key's text in Latin-1; absent where the file holds a public key only. */
	readonly privateText?: string;
	readonly isEncrypted: boolean;
	/** Absent for an encrypted PEM key without a `.pub` file beside it. */
	readonly publicKey?: PublicKey;
}

/** OpenSSH's own limit for key files (MAX_KEY_FILE_SIZE in authfile.c). */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads a private key file, or a public one whose private half is elsewhere (an agent). A path without a file
 * but with a `.pub` beside it counts as the latter, as with OpenSSH. Undefined when there is neither.
 * Rejects with KeyFileError when the file is there but of no use.
 */
export async function readKeyFile(path: string): Promise<KeyFile | undefined> {
	const text = await readText(path);
	const beside = await readPublicKeyFile(`${path}.pub`).catch(() => undefined);
	if (text === undefined) return beside && { path, isEncrypted: false, publicKey: beside };
	const itself = parsePublicKeyLine(text);
	if (itself) return { path, isEncrypted: false, publicKey: itself };
	const facts = factsOf(text);
	const publicKey = facts.publicKey ?? beside;
	return { path, privateText: text, isEncrypted: facts.isEncrypted, ...(publicKey && { publicKey }) };
}

/** The key or certificate in a public key file; undefined when there is no such file. Rejects with KeyFileError. */
export async function readPublicKeyFile(path: string): Promise<PublicKey | undefined> {
	const text = await readText(path);
	if (text === undefined) return undefined;
	const key = parsePublicKeyLine(text);
	if (!key) throw new KeyFileError('not a public key');
	return key;
}

function factsOf(text: string): Pick<KeyFile, 'isEncrypted' | 'publicKey'> {
	if (isOpenSshKey(text)) return openSshFacts(text);
	return isPpk(text) ? readPpk(text) : pemFacts(text);
}

/** In Latin-1, which keeps every byte. Undefined when there is no such file; rejects with KeyFileError when it cannot be read. */
async function readText(path: string): Promise<string | undefined> {
	try {
		const facts = await stat(path);
		// To open a pipe would be to wait for somebody who writes to it.
		if (!facts.isFile()) throw new KeyFileError('not a file');
		if (facts.size > MOST_BYTES) throw new KeyFileError('too large for a key');
		return (await readFile(path, 'latin1')).replace(/^\xef\xbb\xbf/, '');
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		throw error instanceof KeyFileError ? error : new KeyFileError(message, { cause: error });
	}
}
