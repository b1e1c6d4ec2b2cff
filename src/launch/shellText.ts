/** `$NAME` or `${NAME}`; `$$` for a dollar sign. */
const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;
const SAFE = /^[\w@%+=:,./-]+$/;

/**
 * A text of a job file as one word of bash. `$NAME` and `${NAME}` stand for variables of the node, a `~/` at its beginning for the
 * home directory, `$$` for a dollar sign; everything else is exactly what it says, so that no text becomes a command.
 */
export function shellText(text: string): string {
	if (text.includes('\0')) throw new RangeError('A word of a shell cannot hold a NUL character.');
	if (SAFE.test(text)) return text;
	const home = /^~(?=\/|$)/.test(text);
	const rest = home ? text.slice(1) : text;
	let written = home ? '$HOME' : '';
	let read = 0;
	for (const match of rest.matchAll(VARIABLE)) {
		written += literally(rest.slice(read, match.index));
		const name = match[1] ?? match[2];
		written += name === undefined ? '\\$' : `\${${name}}`;
		read = match.index + match[0].length;
	}
	return `"${written}${literally(rest.slice(read))}"`;
}

/** Inside double quotes bash gives these four a meaning. */
function literally(text: string): string {
	return text.replaceAll(/[\\"$`]/g, '\\$&');
}
