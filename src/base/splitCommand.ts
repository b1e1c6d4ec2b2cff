/**
 * The words of a command line as a POSIX shell would split it, without expanding anything: `shellQuote` backwards.
 * Undefined where a quote is open.
 */
export function splitCommand(line: string): readonly string[] | undefined {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let at = 0; at < line.length; at += 1) {
		const char = line[at] ?? '';
		const next = line[at + 1];
		if (quote === "'" || (quote === '"' && char === '"')) {
			if (char === quote) quote = '';
			else word = (word ?? '') + char;
		} else if (char === '\\' && next !== undefined && (quote === '' || '"\\$`'.includes(next))) {
			word = (word ?? '') + next;
			at += 1;
		} else if (quote === '' && (char === '"' || char === "'")) {
			quote = char;
			word ??= '';
		} else if (quote === '' && /\s/.test(char)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else {
			word = (word ?? '') + char;
		}
	}
	if (word !== undefined) words.push(word);
	return quote === '' ? words : undefined;
}
