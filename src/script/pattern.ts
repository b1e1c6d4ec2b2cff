/** One `%…` of a file name pattern. */
export interface PatternPlace {
	readonly start: number;
	readonly end: number;
	/** `j` of `%4j`; `%` of `%%`. */
	readonly letter: string;
	/** Slurm fills it in; others stay as they are. */
	readonly isKnown: boolean;
}

/** Since 24.11 `%b`, since 25.11 `%r` and `%S` (sbatch(1), "filename pattern"). */
export const PATTERN_LETTERS = ['A', 'a', 'b', 'J', 'j', 'N', 'n', 'r', 'S', 's', 't', 'u', 'x', '%'];

/** The places of a pattern. With a backslash anywhere Slurm fills in nothing. */
export function readPattern(text: string): {
	readonly places: readonly PatternPlace[];
	readonly isLiteral: boolean;
} {
	if (text.includes('\\')) return { places: [], isLiteral: true };
	const places = [...text.matchAll(/%(\d*)(.)?/g)].flatMap(({ 0: all, 2: letter = '', index }) =>
		letter === ''
			? []
			: [{ start: index, end: index + all.length, letter, isKnown: PATTERN_LETTERS.includes(letter) }],
	);
	return { places, isLiteral: false };
}

/** The folder that a pattern names, when nothing in it is filled in; undefined for the working folder or an unknown one. */
export function folderOfPattern(text: string): string | undefined {
	const slash = text.lastIndexOf('/');
	if (slash <= 0) return undefined;
	const folder = text.slice(0, slash);
	return /[%\\$~`]/.test(folder) ? undefined : folder;
}
