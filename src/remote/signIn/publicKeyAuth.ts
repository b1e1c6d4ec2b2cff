import * as l10n from '@vscode/l10n';
import type { Client, ParsedKey } from 'ssh2';
import type { Identity } from '../keys/identity.ts';
import { algorithmsFor, chooseAlgorithm, plainName } from '../keys/publicKeyAlgorithms.ts';
import type { Ssh2 } from '../loadSsh2.ts';
import { wireString } from '../sshWire.ts';

/** SSH_MSG_USERAUTH_REQUEST, RFC 4252 section 6. */
const USERAUTH_REQUEST = 50;

/** What OpenSSH 7.4 knows and does not tell (compat.c in OpenSSH: SSH_RH_RSASIGSHA, and ssh2's own list). */
const UNTOLD = { server: /^OpenSSH_7\.4/, algorithms: ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] };

/** A key of any type but RSA, for which ssh2 would choose an algorithm itself: it only needs something that it takes for a parsed key. */
const ANY_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

/** The parts of ssh2 1.17's protocol object that this file stands on. */
interface Protocol {
	readonly _kex: { readonly sessionID: Buffer };
	readonly _authsQueue: string[];
	readonly _packetRW: {
		readonly write: {
			readonly allocStart: number;
			alloc(size: number): Buffer;
			finalize(packet: Buffer): Buffer;
		};
	};
	readonly _handlers: {
		EXT_INFO(protocol: Protocol, extensions: readonly Extension[]): void;
		USERAUTH_FAILURE(protocol: Protocol, methods: readonly string[] | null, isPartial: boolean): void;
	};
	authPK(user: string, key: ParsedKey, algorithm: string | undefined, sign?: unknown): void;
}

/** Of SSH_MSG_EXT_INFO, RFC 8308; ssh2 passes on `server-sig-algs` only. */
interface Extension {
	readonly name: string;
	readonly algs: readonly string[];
}

/** What `usePublicKeys` puts at the place of ssh2's own key, for its authHandler. */
export type KeyOf = (identity: Identity) => ParsedKey;

/**
 * Makes a client sign in with Identities in place of ssh2's own keys, which must be decrypted before they are offered,
 * cannot wait for a person or an agent while signing, and always ask first whether a key would do. To be called after
 * `client.connect`, which makes the protocol object. `onFailure` hears why a signature could not be made; after that
 * the authHandler is asked for the next attempt, and the server knows of nothing. `signal` ends waiting for signatures.
 */
export function usePublicKeys(
	client: Client,
	{ ssh2, internals }: Ssh2,
	onFailure: (identity: Identity, error: unknown) => void,
	signal: AbortSignal,
): KeyOf {
	const inside = client as unknown as { readonly _protocol: Protocol; readonly _remoteVer?: string };
	const protocol = inside._protocol;
	const { EXT_INFO: onExtensions } = protocol._handlers;
	let told: readonly string[] | undefined;
	protocol._handlers.EXT_INFO = (from, extensions) => {
		told ??= extensions.find(({ name }) => name === 'server-sig-algs')?.algs;
		onExtensions(from, extensions);
	};
	const algorithmOf = ({ publicKey, algorithms }: Identity) => {
		const isReticent = told === undefined && UNTOLD.server.test(inside._remoteVer ?? '');
		return chooseAlgorithm(
			algorithms ?? algorithmsFor(publicKey.type),
			isReticent ? UNTOLD.algorithms : told,
		);
	};
	const identities = new WeakMap<ParsedKey, Identity>();
	const send = (payload: Buffer) => {
		const { write } = protocol._packetRW;
		const packet = write.alloc(payload.length);
		packet.set(payload, write.allocStart);
		protocol._authsQueue.push('publickey');
		internals.sendPacket(protocol, write.finalize(packet));
	};
	// ssh2 calls this without `sign` to offer a key, and with it once the server would take the key.
	protocol.authPK = (user, key, _algorithm, sign) => {
		const identity = identities.get(key);
		if (!identity) throw new TypeError('A key that usePublicKeys does not know.');
		const fail = (error: unknown) => {
			onFailure(identity, error);
			protocol._handlers.USERAUTH_FAILURE(protocol, null, false);
		};
		const algorithm = algorithmOf(identity);
		if (!algorithm) return process.nextTick(fail, new Error(l10n.t('the server knows no way to check it')));
		if (!sign && !identity.signsSilently) return send(requestFor(user, identity, algorithm, false));
		const request = requestFor(user, identity, algorithm, true);
		const data = Buffer.concat([wireString(protocol._kex.sessionID), request]);
		identity
			.sign(data, plainName(algorithm), signal)
			.then((signature) => send(Buffer.concat([request, wireString(signature)])))
			.catch(fail);
	};
	const anyKey = ssh2.utils.parseKey(ANY_KEY) as ParsedKey;
	return (identity) => {
		const key: ParsedKey = Object.create(anyKey, { isPrivateKey: { value: () => true } });
		identities.set(key, identity);
		return key;
	};
}

/** RFC 4252, section 7: with `isSigned` the signature follows, and is made over the session's id and these bytes. */
function requestFor(user: string, { publicKey }: Identity, algorithm: string, isSigned: boolean): Buffer {
	return Buffer.concat([
		Buffer.of(USERAUTH_REQUEST),
		wireString(user),
		wireString('ssh-connection'),
		wireString('publickey'),
		Buffer.of(isSigned ? 1 : 0),
		wireString(algorithm),
		wireString(publicKey.blob),
	]);
}
