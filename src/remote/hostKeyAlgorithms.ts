/** The signature algorithms for each type of host key that ssh2 can check, the ones to prefer first. */
const ALGORITHMS = {
	'ssh-ed25519': ['ssh-ed25519'],
	'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
	'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
	'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
	'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
} as const;

type HostKeyAlgorithm = (typeof ALGORITHMS)[keyof typeof ALGORITHMS][number];

/** The order in which to ask for host keys: known types first, so that a host known by one key shows that one. */
export function hostKeyAlgorithms(known: readonly string[]): HostKeyAlgorithm[] {
	const isKnown = (type: string) => known.includes(type);
	const entries = Object.entries(ALGORITHMS);
	const ordered = [
		...entries.filter(([type]) => isKnown(type)),
		...entries.filter(([type]) => !isKnown(type)),
	];
	return ordered.flatMap(([, algorithms]) => [...algorithms]);
}
