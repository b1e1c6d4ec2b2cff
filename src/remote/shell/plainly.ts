import { bytesOf } from '../../base/rawText.ts';

/** What every shell reads the same way within single quotes. */
const PLAIN = /^[\w@%+=:,./ "$|&;<>()*?[\]{}~#^-]*$/;

/**
 * A POSIX shell command line in words that can stand between single quotes in any login shell's language: csh and fish have
 * quoting rules of their own. Where it has other characters it is sent in base64 and put together on the other side.
 */
export function plainly(commandLine: string): string {
	if (PLAIN.test(commandLine)) return commandLine;
	return `eval "$(echo ${bytesOf(commandLine).toString('base64')} | base64 -d)"`;
}
