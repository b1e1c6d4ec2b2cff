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
 * True where text is compared byte by byte, so that files in an encoding of old are searched as well. Where characters count,
 * which are more than one byte in UTF-8, they have to be known for what they are.
 */
export function isOfBytes({ text, isRegex, isWholeWord, isCaseSensitive }: SearchQuery): boolean {
	return !isRegex && !isWholeWord && (isCaseSensitive || /^[\x20-\x7e\t]*$/.test(text));
}

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
