import { createDecipheriv, createHash, createHmac, type KeyObject } from 'node:crypto';
import { WireReader, wireString } from '../sshWire.ts';
import { KeyFileError, WrongPassphrase } from './keyFileError.ts';
import { ecKey, ed25519Key, rsaKey } from './keyNumbers.ts';
import type { Argon2, Ppk } from './ppk.ts';
import { publicKeyOf } from './publicKey.ts';

/**
 * The private key in a file of PuTTY's; the passphrase is for an encrypted one. Rejects with WrongPassphrase when another one
 * may open it, and with another KeyFileError when the file was damaged or changed.
 */
export async function openPpk(ppk: Ppk, passphrase: string | undefined): Promise<KeyObject> {
	if (ppk.isEncrypted && passphrase === undefined) throw new KeyFileError('it needs a passphrase');
	const { cipherKey, iv, macKey } = await secretsOf(
		ppk,
		Buffer.from(ppk.isEncrypted ? (passphrase ?? '') : ''),
	);
	const plain = ppk.isEncrypted ? decrypt(ppk.privateBytes, cipherKey, iv) : ppk.privateBytes;
	if (!macOf(ppk, plain, macKey).equals(ppk.mac)) {
		// What a wrong passphrase makes of the file begins with a length only by chance.
		if (ppk.isEncrypted && !beginsWithLength(plain)) throw new WrongPassphrase('a wrong passphrase');
		throw new KeyFileError('damaged: its checksum is not right');
	}
	const key = keyIn(ppk, plain);
	if (!publicKeyOf(key)?.blob.equals(ppk.publicKey.blob)) {
		throw new KeyFileError('damaged: its two halves do not belong together');
	}
	return key;
}

interface Secrets {
	readonly cipherKey: Buffer;
	readonly iv: Buffer;
	readonly macKey: Buffer;
}

async function secretsOf({ version, argon2 }: Ppk, passphrase: Buffer): Promise<Secrets> {
	if (argon2) {
		const bytes = await argon2Of(passphrase, argon2);
		return { cipherKey: bytes.subarray(0, 32), iv: bytes.subarray(32, 48), macKey: bytes.subarray(48) };
	}
	const none = Buffer.alloc(0);
	if (version === 3) return { cipherKey: none, iv: none, macKey: none };
	const sha1 = (...parts: readonly (Buffer | string)[]) => {
		const hash = createHash('sha1');
		for (const part of parts) hash.update(part);
		return hash.digest();
	};
	const halves = [0, 1].map((count) => sha1(Buffer.of(0, 0, 0, count), passphrase));
	return {
		cipherKey: Buffer.concat(halves).subarray(0, 32),
		iv: Buffer.alloc(16),
		macKey: sha1('putty-private-key-file-mac-key', passphrase),
	};
}

async function argon2Of(passphrase: Buffer, options: Argon2): Promise<Buffer> {
	const library = await import('@noble/hashes/argon2.js');
	const derive = {
		Argon2id: library.argon2idAsync,
		Argon2i: library.argon2iAsync,
		Argon2d: library.argon2dAsync,
	}[options.flavour];
	const { salt, memoryKib: m, passes: t, parallelism: p } = options;
	try {
		return Buffer.from(await derive(passphrase, salt, { m, t, p, dkLen: 80 }));
	} catch (error) {
		throw new KeyFileError((error as Error).message, { cause: error });
	}
}

function decrypt(bytes: Buffer, key: Buffer, iv: Buffer): Buffer {
	if (bytes.length === 0 || bytes.length % 16 !== 0) throw new KeyFileError('cut short');
	const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
	return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

function macOf({ version, publicKey, isEncrypted, comment }: Ppk, plain: Buffer, key: Buffer): Buffer {
	const mac = createHmac(version === 3 ? 'sha256' : 'sha1', key);
	const encryption = isEncrypted ? 'aes256-cbc' : 'none';
	for (const part of [publicKey.type, encryption, comment, publicKey.blob, plain])
		mac.update(wireString(part));
	return mac.digest();
}

function beginsWithLength(bytes: Buffer): boolean {
	return bytes.length >= 4 && bytes.readUInt32BE() <= bytes.length - 4;
}

const CURVES = {
	'ecdsa-sha2-nistp256': 'P-256',
	'ecdsa-sha2-nistp384': 'P-384',
	'ecdsa-sha2-nistp521': 'P-521',
} as const;

function keyIn({ publicKey: { type, blob } }: Ppk, plain: Buffer): KeyObject {
	const [shown, hidden] = [new WireReader(blob), new WireReader(plain)];
	const curve = CURVES[type as keyof typeof CURVES];
	try {
		shown.string();
		if (type === 'ssh-rsa') {
			const [e, n] = [shown.string(), shown.string()];
			const [d, p, q, qi] = [hidden.string(), hidden.string(), hidden.string(), hidden.string()];
			return rsaKey({ n, e, d, p, q, qi });
		}
		if (type === 'ssh-ed25519') return ed25519Key(shown.string(), hidden.string());
		if (curve) {
			shown.string();
			return ecKey(curve, shown.string(), hidden.string());
		}
	} catch (error) {
		throw new KeyFileError('damaged: its numbers are no key', { cause: error });
	}
	throw new KeyFileError(`a key of the kind ${type}, which is not supported`);
}
