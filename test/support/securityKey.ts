import { createHash, generateKeyPairSync } from 'node:crypto';
import { type PublicKey, publicKeyOf } from '../../src/remote/keys/publicKey.ts';
import { signatureOf } from '../../src/remote/keys/signature.ts';
import { WireReader, wireString, wireUint32 } from '../../src/remote/sshWire.ts';
import type { TestAgentKey } from './testAgent.ts';

const KINDS = {
	'sk-ssh-ed25519@openssh.com': () => generateKeyPairSync('ed25519').privateKey,
	'sk-ecdsa-sha2-nistp256@openssh.com': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
} as const;

export type SecurityKeyType = keyof typeof KINDS;

export const SECURITY_KEY_TYPES = Object.keys(KINDS) as readonly SecurityKeyType[];

/** A FIDO key in software, as an agent shows one: OpenSSH's PROTOCOL.u2f. A server cannot tell the difference. */
export function createSecurityKey(type: SecurityKeyType): TestAgentKey & { readonly publicKey: PublicKey } {
	const privateKey = KINDS[type]();
	const plain = publicKeyOf(privateKey)?.blob ?? Buffer.alloc(0);
	const plainType = new WireReader(plain).text();
	const application = 'ssh:';
	const parts = plain.subarray(4 + plainType.length);
	const blob = Buffer.concat([wireString(type), parts, wireString(application)]);
	const hash = (data: string | Buffer) => createHash('sha256').update(data).digest();
	const sign = (data: Buffer) => {
		// That somebody touched it, and how often it signed.
		const state = Buffer.concat([Buffer.of(1), wireUint32(7)]);
		const signed = Buffer.concat([hash(application), state, hash(data)]);
		const signature = new WireReader(signatureOf(privateKey, signed, plainType));
		signature.string();
		return Buffer.concat([wireString(type), wireString(signature.string()), state]);
	};
	return { publicKey: { type, blob }, blob, sign };
}
