/** What a person typed to find a file: parts of its path, and perhaps a place in it. */
export interface PathQuery {
	/** Parts that a path holds one after another. Empty for any path. */
	readonly parts: readonly string[];
	/** Capitals were typed, so that case matters. */
	readonly isCaseSensitive: boolean;
	/** From 1. */
	readonly line?: number;
	/** From 1. */
	readonly column?: number;
}

/** `train`, `src train.py`, `train.py:12`, `train.py:12:4`. */
export function parsePathQuery(typed: string): PathQuery {
	const [, name = '', line, column] = /^(.*?)(?::(\d*)(?::(\d*))?)?$/s.exec(typed.trim()) ?? [];
	return {
		parts: name.split(/\s+/).filter((part) => part !== ''),
		isCaseSensitive: /\p{Lu}/u.test(name),
		...(Number(line) > 0 && { line: Number(line) }),
		...(Number(line) > 0 && Number(column) > 0 && { column: Number(column) }),
	};
}
