/**
 * What a source file imports, of all kinds: static, `export … from`, dynamic, types, `require`.
 * Reads the text without a parser; strings and comments that look like imports do not count.
 */
export function importsOf(source: string): string[] {
	return [...source.matchAll(TOKENS)].flatMap(({ groups }) => groups?.['specifier'] ?? []);
}

/** Comments and plain strings are tokens of their own, so that no import is found inside them. */
const TOKENS = new RegExp(
	[
		String.raw`//[^\n]*`,
		String.raw`/\*[\s\S]*?\*/`,
		String.raw`(?<![.\w])(?:from|(?:import|require)\s*\(?)\s*(?:/\*[\s\S]*?\*/\s*)?(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>`,
		String.raw`'(?:\\.|[^'\\\n])*'`,
		String.raw`"(?:\\.|[^"\\\n])*"`,
		String.raw`${'`'}(?:\\[\s\S]|[^\\${'`'}])*${'`'}`,
	].join('|'),
	'g',
);
