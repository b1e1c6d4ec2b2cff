import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type PublicKey, parsePublicKeyLine, publicKeyOf, publicKeyOfBlob } from './publicKey.ts';
import { WireReader } from './sshWire.ts';

/** What is in a key file, as far as can be told without a passphrase. */
export interface KeyFile {
	readonly path: string;
	/** The private key's text; absent where the file holds a public key only. */
	readonly privateText?: string;
	readonly isEncrypted: boolean;
	/** Absent for an encrypted PEM key without a `.pub` file beside it. */
	readonly publicKey?: PublicKey;
}

/** Why a key file is of no use, in words that end up in a Problem's detail. */
export class KeyFileError extends Error {}

/** True for what `decryptKey` rejects with when another passphrase may help. */
export class WrongPassphrase extends KeyFileError {}

/**
 * Reads a private key file, or a public one whose private half is elsewhere (an agent). A path without a file
 * but with a `.pub` beside it counts as the latter, as with OpenSSH. Undefined when there is neither.
 * Rejects with KeyFileError when the file is there but of no use.
 */
export async function readKeyFile(path: string): Promise<KeyFile | undefined> {
	const text = await readText(path);
	const beside = parsePublicKeyLine((await readText(`${path}.pub`).catch(() => undefined)) ?? '');
	if (text === undefined) return beside && { path, isEncrypted: false, publicKey: beside };
	const itself = parsePublicKeyLine(text);
	if (itself) return { path, isEncrypted: false, publicKey: itself };
	const facts = text.includes('-----BEGIN OPENSSH PRIVATE KEY-----') ? openSshFacts(text) : pemFacts(text);
	const publicKey = facts.publicKey ?? beside;
	return { path, privateText: text, isEncrypted: facts.isEncrypted, ...(publicKey && { publicKey }) };
}

/** The private key itself. Pure JavaScript for OpenSSH's own format: up to two seconds for one with many rounds. */
export async function decryptKey(text: string, passphrase: string | undefined): Promise<KeyObject> {
	try {
		if (!text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) {
			return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
		}
		const { default: ssh2 } = await import('ssh2');
		const key = ssh2.utils.parseKey(text.trim(), passphrase);
		if (key instanceof Error) throw key;
		return createPrivateKey(key.getPrivatePEM());
	} catch (error) {
		const { message } = error as Error;
		if (passphrase === undefined) throw new KeyFileError(message, { cause: error });
		throw new WrongPassphrase(message, { cause: error });
	}
}

/** OpenSSH's PROTOCOL.key: magic, cipher, key derivation and its options, number of keys, public key, private part. */
function openSshFacts(text: string): { isEncrypted: boolean; publicKey: PublicKey } {
	const base64 = text.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
	const reader = new WireReader(Buffer.from(base64, 'base64'));
	try {
		if (reader.take(15).toString('latin1') !== 'openssh-key-v1\0')
			throw new KeyFileError('not a key after all');
		const cipher = reader.text();
		reader.string();
		reader.string();
		reader.uint32();
		const publicKey = publicKeyOfBlob(reader.string());
		if (cipher.startsWith('chacha20-'))
			throw new KeyFileError(`encrypted with ${cipher}, which cannot be read yet`);
		return { isEncrypted: cipher !== 'none', publicKey };
	} catch (error) {
		throw error instanceof KeyFileError ? error : new KeyFileError('the file is cut short', { cause: error });
	}
}

/** PKCS#1, SEC 1 and PKCS#8 in PEM armour (RFC 7468). Only a key in the clear shows its public half. */
function pemFacts(text: string): { isEncrypted: boolean; publicKey?: PublicKey } {
	if (text.startsWith('PuTTY-User-Key-File'))
		throw new KeyFileError('PuTTY format; puttygen can export it for OpenSSH');
	if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) throw new KeyFileError('not a private key');
	if (/BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(text)) return { isEncrypted: true };
	try {
		const publicKey = publicKeyOf(createPrivateKey(text));
		if (publicKey) return { isEncrypted: false, publicKey };
	} catch (error) {
		throw new KeyFileError((error as Error).message, { cause: error });
	}
	throw new KeyFileError('a kind of key that SSH does not use');
}

/** Undefined when there is no such file; rejects with KeyFileError when it cannot be read. */
async function readText(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		throw new KeyFileError(message, { cause: error });
	}
}
