import { isCertificateName } from './hostCertificate.ts';

/** The signature algorithms for each type of host key that can be checked, the ones to prefer first. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
	'ssh-ed25519': ['ssh-ed25519'],
	'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
	'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
	'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
	'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};

const PLAIN = Object.values(ALGORITHMS).flat();

/** Those of certified keys. A certificate with SHA-1 is not worth having. */
const CERTIFIED = PLAIN.filter((name) => name !== 'ssh-rsa').map((name) => `${name}-cert-v01@openssh.com`);

/** What is known of a host before it shows its key. */
export interface HostKeyFacts {
	/** The types of plain key that are known of it. */
	readonly types: readonly string[];
	/** True when an authority is known that may certify it. */
	readonly hasAuthority: boolean;
}

/**
 * The order in which to ask for host keys: what is known first, so that a host known by one key shows that one. A
 * configured list (HostKeyAlgorithms) limits the choice, and is followed among what is equally well known. It does not
 * go first: `+ssh-rsa` arrives here as the whole list too, and a host known by its RSA key would look changed.
 */
export function hostKeyAlgorithms(facts: HostKeyFacts, configured?: readonly string[]): readonly string[] {
	const usual = facts.hasAuthority ? [...CERTIFIED, ...PLAIN] : [...PLAIN, ...CERTIFIED];
	const possible = configured?.filter((name) => usual.includes(name)) ?? usual;
	const isKnown = (name: string) =>
		isCertificateName(name) ? facts.hasAuthority : facts.types.includes(typeOf(name));
	return [...possible.filter(isKnown), ...possible.filter((name) => !isKnown(name))];
}

function typeOf(algorithm: string): string {
	return algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm;
}
