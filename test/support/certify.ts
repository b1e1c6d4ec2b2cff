import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { PublicKey } from '../../src/remote/keys/publicKey.ts';
import { parsePublicKeyLine } from '../../src/remote/keys/publicKey.ts';

export interface CertifyOptions {
	/** The authority's private key file. */
	readonly authority: string;
	/** As `ssh-keygen -V` takes it: `-1h:+1h`. */
	readonly validity?: string;
	readonly principals?: string;
	/** More options of ssh-keygen's, such as `-h` for a host's certificate. */
	readonly more?: readonly string[];
}

/** Makes a key pair with ssh-keygen. */
export function generateKey(path: string, ...kind: readonly string[]): string {
	execFileSync('ssh-keygen', ['-q', ...kind, '-N', '', '-C', 'ada@laptop', '-f', path]);
	return path;
}

/** Certifies `<path>.pub`. The certificate is at `<path>-cert.pub`. */
export function certify(path: string, options: CertifyOptions): PublicKey {
	const { authority, validity = '-1h:+1h', principals = 'ada', more = [] } = options;
	const args = ['-q', '-s', authority, '-I', 'ada of practice', '-n', principals, '-V', validity, ...more];
	execFileSync('ssh-keygen', [...args, `${path}.pub`]);
	const key = parsePublicKeyLine(readFileSync(`${path}-cert.pub`, 'utf8'));
	if (!key) throw new Error('ssh-keygen wrote no certificate.');
	return key;
}

/** Writes a public key as a `.pub` file. */
export function writePublicKey(path: string, { type, blob }: PublicKey): void {
	writeFileSync(path, `${type} ${blob.toString('base64')} ada@laptop\n`);
}
