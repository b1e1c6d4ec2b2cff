/** True when the whole text fits a pattern of `*` (any characters) and `?` (one character), as OpenSSH's match.c has it. */
export function matchesPattern(text: string, pattern: string): boolean {
	const literal = (part: string) => part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
	const source = literal(pattern).replaceAll('*', '.*').replaceAll('?', '.');
	return new RegExp(`^${source}$`, 's').test(text);
}

/** True when a pattern of the list fits and none with `!` in front does; see PATTERNS in ssh_config(5). */
export function matchesPatternList(text: string, patterns: readonly string[]): boolean {
	const fits = (pattern: string) => matchesPattern(text, pattern);
	if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
	return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}
