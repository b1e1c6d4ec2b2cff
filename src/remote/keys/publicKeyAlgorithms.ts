/** The names of signature algorithms for the keys of persons (RFC 4253, 5656, 8332, 8709; OpenSSH's PROTOCOL.certkeys and PROTOCOL.u2f). */

const CERTIFICATE = '-cert-v01@openssh.com';

/** OpenSSH's default for PubkeyAcceptedAlgorithms and HostKeyAlgorithms, in its order (myproposal.h): no SHA-1 and no DSA. */
export const USUAL_SIGNATURES: readonly string[] = [
	'ssh-ed25519-cert-v01@openssh.com',
	'ecdsa-sha2-nistp256-cert-v01@openssh.com',
	'ecdsa-sha2-nistp384-cert-v01@openssh.com',
	'ecdsa-sha2-nistp521-cert-v01@openssh.com',
	'sk-ssh-ed25519-cert-v01@openssh.com',
	'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
	'rsa-sha2-512-cert-v01@openssh.com',
	'rsa-sha2-256-cert-v01@openssh.com',
	'ssh-ed25519',
	'ecdsa-sha2-nistp256',
	'ecdsa-sha2-nistp384',
	'ecdsa-sha2-nistp521',
	'sk-ssh-ed25519@openssh.com',
	'sk-ecdsa-sha2-nistp256@openssh.com',
	'rsa-sha2-512',
	'rsa-sha2-256',
];

/** True for the type of a certificate, and for an algorithm to sign in with one. */
export function isCertificateName(name: string): boolean {
	return name.endsWith(CERTIFICATE);
}

/** The name without the certificate: `ssh-ed25519` of `ssh-ed25519-cert-v01@openssh.com`. Other names as they are. */
export function plainName(name: string): string {
	if (!isCertificateName(name)) return name;
	const plain = name.slice(0, -CERTIFICATE.length);
	return plain.startsWith('sk-') ? `${plain}@openssh.com` : plain;
}

/** True for keys whose private half is in a security key, so that a person must touch it. */
export function isSecurityKey(type: string): boolean {
	return type.startsWith('sk-');
}

/** The algorithms for keys or certificates of a type, the preferred first; none where the configuration accepts none. */
export function algorithmsFor(
	type: string,
	accepted: readonly string[] = USUAL_SIGNATURES,
): readonly string[] {
	return accepted.filter((name) => typeFor(name) === type);
}

/** The type of key that an algorithm signs with: RSA keys have several. */
function typeFor(algorithm: string): string {
	return algorithm.replace(/^rsa-sha2-(256|512)/, 'ssh-rsa');
}

/**
 * The first of the algorithms that the server can be expected to check, by what it told about itself (`server-sig-algs`,
 * RFC 8308). As with OpenSSH that decides between RSA's algorithms only; a server that told nothing knows RSA with SHA-1.
 */
export function chooseAlgorithm(
	algorithms: readonly string[],
	told: readonly string[] = ['ssh-rsa'],
): string | undefined {
	return algorithms.find((name) => {
		const plain = plainName(name);
		return typeFor(plain) !== 'ssh-rsa' || told.includes(plain);
	});
}
