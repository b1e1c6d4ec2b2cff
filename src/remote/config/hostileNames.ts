/**
 * Names come into the command line of a ProxyCommand as they are, so that OpenSSH refuses those that a shell would read as
 * more than a name. The same are refused here, and on Windows those that its command processor replaces.
 */
const HOSTILE = process.platform === 'win32' ? /['"`\\;&<>|(){}^%!]|\p{Cc}/u : /['"`;&<>|(){}]|\p{Cc}/u;

export function isSafeHost(name: string): boolean {
	return name !== '' && !name.startsWith('-') && !HOSTILE.test(name) && !/[\s$\\]/.test(name);
}

/** Spaces, a dollar sign and a backslash are part of some user names: `DOMAIN\ada`. */
export function isSafeUser(name: string): boolean {
	return name !== '' && !name.startsWith('-') && !HOSTILE.test(name) && !/\s-|\\$/.test(name);
}
