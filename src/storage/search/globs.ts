/** One character of UTF-8 as a regular expression of bytes, each byte above 0x7f as `base/rawText.ts` writes it. */
const ONE = '([^/\uEF80-\uEFFF]|[\uEFC0-\uEFFF][\uEF80-\uEFBF]*)';

/** `*.py, src/**, {a,b}.txt` as the patterns that it lists; a comma between braces ends none. */
export function parseGlobs(text: string): readonly string[] {
	const globs = [''];
	let depth = 0;
	for (const character of text) {
		if (character === '{') depth += 1;
		if (character === '}') depth -= 1;
		if (character === ',' && depth <= 0) {
			globs.push('');
			depth = 0;
		} else globs.push(`${globs.pop()}${character}`);
	}
	return globs.map((glob) => glob.trim()).filter((glob) => glob !== '');
}

/**
 * A pattern as VS Code's search takes it, as a POSIX extended regular expression for whole paths that begin with `./`, in a
 * locale of bytes. It means a file or folder of that name with all below it, at any depth unless it begins with `./` or `/`.
 */
export function globToRegex(glob: string): string {
	const isAnchored = /^\.?\//.test(glob);
	const inner = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
	return `\\./${isAnchored || inner.startsWith('**/') ? '' : '(.*/)?'}${translate(inner)}(/.*)?`;
}

/** `**` spans folders, `*` and `?` do not; `{a,b}` and `[ab]` are choices. What is left open stands for itself. */
function translate(glob: string): string {
	let regex = '';
	let open = 0;
	for (let at = 0; at < glob.length; at++) {
		const rest = glob.slice(at);
		const character = glob.charAt(at);
		const choice = /^\[([!^]?)(\]?[^\]/]*)\]/.exec(rest);
		if (rest.startsWith('**/')) {
			regex += '(.*/)?';
			at += 2;
		} else if (rest.startsWith('**')) {
			regex += '.*';
			at += 1;
		} else if (character === '*') regex += '[^/]*';
		else if (character === '?') regex += ONE;
		else if (choice && choice[2] !== '') {
			regex += `[${choice[1] ? '^/' : ''}${choice[2]}]`;
			at += choice[0].length - 1;
		} else if (character === '{' && rest.includes('}')) {
			regex += '(';
			open += 1;
		} else if (character === '}' && open > 0) {
			regex += ')';
			open -= 1;
		} else if (character === ',' && open > 0) regex += '|';
		else regex += character.replace(/[.\\[\]{}()*+?^$|]/, '\\$&');
	}
	return regex + ')'.repeat(open);
}
