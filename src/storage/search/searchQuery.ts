/** What to look for in the files of a folder. */
export interface SearchQuery {
	/** On one line. */
	readonly text: string;
	readonly isRegex: boolean;
	readonly isCaseSensitive: boolean;
	readonly isWholeWord: boolean;
	/** Patterns as VS Code has them; none stands for all files. */
	readonly include: readonly string[];
	readonly exclude: readonly string[];
	/** Also the folders that are otherwise left out. */
	readonly withSkipped: boolean;
}

/**
 * True where text is compared byte by byte, so that files in an encoding of old are searched as well, which grep else takes for
 * binary ones. Where characters count, which are more than one byte in UTF-8, they have to be known for what they are.
 */
export function isOfBytes({ text, isRegex, isWholeWord, isCaseSensitive }: SearchQuery): boolean {
	if (isWholeWord) return false;
	if (isRegex) return ASCII.test(text) && BYTE_REGEX.test(text);
	return isCaseSensitive || ASCII.test(text);
}

const ASCII = /^[\x20-\x7e\t]*$/;

/**
 * A regular expression that finds the same in bytes as in characters: of literals, plain escapes, groups, sets that name what they
 * hold, and the point only where it stands for any number. Digits are those of ASCII, which
 * outputs of programs have. Not of letters, words and blanks in general, of which Unicode has more.
 */
const BYTE_REGEX =
	/^(?:[^\\.[(]|\\(?:d|[^A-Za-z0-9<>])|\.[*+]|\[(?!\^)(?:[^\\[\]]|\\[^A-Za-z0-9])+\]|\((?!\?)|\(\?:)*$/;

/** A query from what was kept of it; undefined for anything else. */
export function searchQueryOf(value: unknown): SearchQuery | undefined {
	const kept = (value ?? {}) as Partial<Record<keyof SearchQuery, unknown>>;
	if (typeof kept.text !== 'string' || !isTexts(kept.include) || !isTexts(kept.exclude)) return undefined;
	return {
		text: kept.text,
		isRegex: kept.isRegex === true,
		isCaseSensitive: kept.isCaseSensitive === true,
		isWholeWord: kept.isWholeWord === true,
		include: kept.include,
		exclude: kept.exclude,
		withSkipped: kept.withSkipped === true,
	};
}

function isTexts(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
