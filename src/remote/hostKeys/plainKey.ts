import type { PublicKey } from '../keys/publicKey.ts';
import { WireReader, wireString } from '../sshWire.ts';

/** How many strings make up the public key of each type that OpenSSH knows. */
const PARTS: Readonly<Record<string, number>> = {
	'ssh-ed25519': 1,
	'ssh-rsa': 2,
	'ssh-dss': 4,
	'ecdsa-sha2-nistp256': 2,
	'ecdsa-sha2-nistp384': 2,
	'ecdsa-sha2-nistp521': 2,
	'sk-ssh-ed25519@openssh.com': 2,
	'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** Reads what follows the type in a key. Throws RangeError where that ends too soon, or for a type that is not known. */
export function readPlainKey(reader: WireReader, type: string): PublicKey {
	const count = PARTS[type];
	if (count === undefined) throw new RangeError(`No way to read a key of type ${type}.`);
	const parts = Array.from({ length: count }, () => wireString(reader.string()));
	return { type, blob: Buffer.concat([wireString(type), ...parts]) };
}

/** True when the bytes hold a key of the type that they name, neither cut off nor with anything after it. */
export function isWholeKey({ type, blob }: PublicKey): boolean {
	try {
		const reader = new WireReader(blob);
		reader.string();
		return readPlainKey(reader, type).blob.equals(blob);
	} catch {
		return false;
	}
}
