import type { Algorithms } from 'ssh2';
import { ProblemError } from '../../problems/problem.ts';
import { USUAL_SIGNATURES } from '../keys/publicKeyAlgorithms.ts';
import type { AlgorithmSettings, SshSettings } from '../sshSettings.ts';
import { matchesPatternList } from '../wildcard.ts';

/** The fastest first, as measured with OpenSSL's ciphers; the others for servers that allow only those. */
const CIPHERS = [
	'aes128-gcm@openssh.com',
	'aes256-gcm@openssh.com',
	'chacha20-poly1305@openssh.com',
	'aes128-ctr',
	'aes192-ctr',
	'aes256-ctr',
] as const;

/** OpenSSH's own, in our order where that is faster. What a list with `+`, `-` or `^` in front starts from. */
const DEFAULTS: Required<AlgorithmSettings> = {
	kex: [
		'curve25519-sha256',
		'curve25519-sha256@libssh.org',
		'ecdh-sha2-nistp256',
		'ecdh-sha2-nistp384',
		'ecdh-sha2-nistp521',
		'diffie-hellman-group-exchange-sha256',
		'diffie-hellman-group16-sha512',
		'diffie-hellman-group18-sha512',
		'diffie-hellman-group14-sha256',
	],
	hostKey: USUAL_SIGNATURES,
	cipher: CIPHERS,
	mac: [
		'hmac-sha2-256-etm@openssh.com',
		'hmac-sha2-512-etm@openssh.com',
		'hmac-sha1-etm@openssh.com',
		'hmac-sha2-256',
		'hmac-sha2-512',
		'hmac-sha1',
	],
	publicKey: USUAL_SIGNATURES,
};

const KEYWORDS = {
	kex: 'KexAlgorithms',
	hostKey: 'HostKeyAlgorithms',
	cipher: 'Ciphers',
	mac: 'MACs',
	publicKey: 'PubkeyAcceptedAlgorithms',
} as const;

type Kind = keyof typeof KEYWORDS;

/** The algorithms that a configuration names; `one` gives the value of a keyword in small letters. */
export function settledAlgorithms(one: (keyword: string) => string | undefined): AlgorithmSettings {
	const entries = Object.entries(KEYWORDS).flatMap(([kind, keyword]) => {
		const value = one(keyword.toLowerCase());
		return value ? [[kind, resolveList(value, DEFAULTS[kind as Kind])]] : [];
	});
	return Object.fromEntries(entries);
}

/** See Ciphers in ssh_config(5): `+` adds to the default, `-` takes away what fits, `^` puts in front. */
export function resolveList(value: string, defaults: readonly string[]): readonly string[] {
	const names = value.replace(/^[-+^]/, '').split(',');
	if (value.startsWith('+')) return [...new Set([...defaults, ...names])];
	if (value.startsWith('^')) return [...new Set([...names, ...defaults])];
	if (value.startsWith('-')) return defaults.filter((name) => !matchesPatternList(name, names));
	return names;
}

/**
 * How ssh2 is to encrypt: as the configuration says, as far as ssh2 can, and the fastest way where it says nothing. Throws
 * ProblemError `unsupportedSshSetting` when nothing of a list is left: ssh2 would fall back to its own defaults.
 */
export async function transportAlgorithms({ alias, algorithms }: SshSettings): Promise<Algorithms> {
	const { default: supported } = await import('ssh2/lib/protocol/constants.js');
	const chosen = <Name extends string>(kind: Kind, available: readonly Name[]): Name[] | undefined => {
		const list = algorithms[kind];
		if (!list) return undefined;
		const ours = list.flatMap((name) => available.filter((one) => one === name));
		if (ours.length > 0) return ours;
		const setting = `${KEYWORDS[kind]} ${list.join(',')}`;
		throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting });
	};
	const kex = chosen('kex', supported.SUPPORTED_KEX);
	const hmac = chosen('mac', supported.SUPPORTED_MAC);
	return {
		cipher: chosen('cipher', supported.SUPPORTED_CIPHER) ?? [...CIPHERS],
		...(kex && { kex }),
		...(hmac && { hmac }),
	};
}
