import { KeyFileError } from './keyFileError.ts';
import { type PublicKey, parsePublicKey } from './publicKey.ts';

/** How a passphrase becomes a key in a file of version 3; see RFC 9106. */
export interface Argon2 {
	readonly flavour: 'Argon2id' | 'Argon2i' | 'Argon2d';
	readonly memoryKib: number;
	readonly passes: number;
	readonly parallelism: number;
	readonly salt: Buffer;
}

/** A private key file of PuTTY's; see appendix "PPK file format" of PuTTY's manual. */
export interface Ppk {
	readonly version: 2 | 3;
	readonly publicKey: PublicKey;
	readonly isEncrypted: boolean;
	/** As bytes: its encoding is anybody's guess, and it is part of what the MAC covers. */
	readonly comment: Buffer;
	/** Encrypted or not, with padding. */
	readonly privateBytes: Buffer;
	readonly mac: Buffer;
	/** Of encrypted files of version 3. */
	readonly argon2?: Argon2;
}

export function isPpk(text: string): boolean {
	return text.startsWith('PuTTY-User-Key-File-');
}

/** A file's text in Latin-1. Throws KeyFileError. */
export function readPpk(text: string): Ppk {
	const fields = fieldsIn(text);
	const field = (name: string) => fields.get(name) ?? missing(name);
	const base64 = (name: string) => Buffer.from(field(name), 'base64');
	const hex = (name: string) => Buffer.from(field(name), 'hex');
	const version = fields.has('PuTTY-User-Key-File-3') ? 3 : 2;
	if (version === 2 && !fields.has('PuTTY-User-Key-File-2')) {
		throw new KeyFileError('a PuTTY key of an old version; puttygen can save it anew');
	}
	const type = field(`PuTTY-User-Key-File-${version}`);
	const encryption = field('Encryption');
	if (encryption !== 'none' && encryption !== 'aes256-cbc') {
		throw new KeyFileError(`encrypted with ${encryption}, which cannot be read`);
	}
	const publicKey = parsePublicKey(base64('Public-Lines'));
	if (publicKey?.type !== type) throw new KeyFileError('its public half is damaged');
	const isEncrypted = encryption !== 'none';
	const argon2 = isEncrypted && version === 3 ? argon2In(field, hex('Argon2-Salt')) : undefined;
	return {
		version,
		publicKey,
		isEncrypted,
		comment: Buffer.from(field('Comment'), 'latin1'),
		privateBytes: base64('Private-Lines'),
		mac: hex('Private-MAC'),
		...(argon2 && { argon2 }),
	};
}

const FLAVOURS: readonly Argon2['flavour'][] = ['Argon2id', 'Argon2i', 'Argon2d'];

/** PuTTY's own are 8 MiB and some dozen passes. More than this would take longer than anybody waits. */
const MOST_MEMORY_KIB = 1024 ** 2;
const MOST_KIB_IN_ALL = 4 * MOST_MEMORY_KIB;

function argon2In(field: (name: string) => string, salt: Buffer): Argon2 {
	const flavour = FLAVOURS.find((name) => name === field('Key-Derivation'));
	const [memoryKib, passes, parallelism] = ['Memory', 'Passes', 'Parallelism'].map((name) => {
		const text = field(`Argon2-${name}`);
		return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : missing(`Argon2-${name}`);
	}) as [number, number, number];
	if (!flavour)
		throw new KeyFileError(`its passphrase goes by ${field('Key-Derivation')}, which is not known`);
	if (memoryKib > MOST_MEMORY_KIB || memoryKib * passes > MOST_KIB_IN_ALL || parallelism > 255) {
		throw new KeyFileError('its passphrase takes too much memory or time to check');
	}
	return { flavour, memoryKib, passes, parallelism, salt };
}

/** `Name: value` in each line; where the name ends in `-Lines`, the value is that many lines below it. */
function fieldsIn(text: string): ReadonlyMap<string, string> {
	const lines = text.split(/\r\n|\n|\r/);
	const fields = new Map<string, string>();
	for (let index = 0; index < lines.length; ) {
		const [, name, value] = /^([\w-]+): (.*)$/.exec(lines[index++] ?? '') ?? [];
		if (name === undefined || value === undefined) continue;
		if (!name.endsWith('-Lines')) fields.set(name, value);
		else {
			const end = index + Math.min(Number(value) || 0, lines.length);
			fields.set(name, lines.slice(index, end).join(''));
			index = end;
		}
	}
	return fields;
}

function missing(name: string): never {
	throw new KeyFileError(`cut short or damaged: ${name} cannot be read`);
}
