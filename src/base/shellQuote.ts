/** Characters that no POSIX shell treats specially. */
const SAFE = /^[\w@%+=:,./-]+$/;

/** One argument, quoted so that a POSIX shell reads exactly this text. NUL cannot be passed to a program and throws. */
export function shellQuoteOne(argument: string): string {
	if (argument.includes('\0')) throw new RangeError('An argument cannot hold a NUL character.');
	if (SAFE.test(argument)) return argument;
	return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** An argument list as one POSIX command line. */
export function shellQuote(argv: readonly string[]): string {
	return argv.map(shellQuoteOne).join(' ');
}
