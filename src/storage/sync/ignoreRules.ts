import type { IgnorePattern } from './ignorePattern.ts';

/** What is left out, asked as git asks: the nearest file first, of a file the last line first. */
export class IgnoreRules {
	readonly #whole: readonly (readonly IgnorePattern[])[];
	readonly #weaker: (path: string, isFolder: boolean) => boolean | undefined;
	readonly #byFolder = new Map<string, readonly IgnorePattern[]>();
	readonly #known = new Map<string, boolean>();

	/**
	 * @param whole lists for the whole tree that yield to the files in it, the strongest first
	 * @param weaker what holds where none of these speaks of a path
	 */
	constructor(
		whole: readonly (readonly IgnorePattern[])[],
		weaker: (path: string, isFolder: boolean) => boolean | undefined = () => undefined,
	) {
		this.#whole = whole;
		this.#weaker = weaker;
	}

	/** The lines of the file in a folder; `''` is the root. To be told before anything in that folder is asked about. */
	add(folder: string, patterns: readonly IgnorePattern[]): void {
		if (patterns.length > 0) this.#byFolder.set(folder, patterns);
	}

	/** True for what is left out, also because a folder above it is. */
	ignores(path: string, isFolder: boolean): boolean {
		const slash = path.lastIndexOf('/');
		return (slash > 0 && this.#ignoresFolder(path.slice(0, slash))) || this.says(path, isFolder) === true;
	}

	#ignoresFolder(path: string): boolean {
		const known = this.#known.get(path);
		if (known !== undefined) return known;
		const answer = this.ignores(path, true);
		this.#known.set(path, answer);
		return answer;
	}

	/** What is said of a path itself; undefined where no line speaks of it. */
	says(path: string, isFolder: boolean): boolean | undefined {
		if (this.#byFolder.size > 0) {
			for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
				const folder = end < 0 ? '' : path.slice(0, end);
				const said = saidBy(this.#byFolder.get(folder), path.slice(end + 1), isFolder);
				if (said !== undefined) return said;
				if (end <= 0) break;
			}
		}
		for (const patterns of this.#whole) {
			const said = saidBy(patterns, path, isFolder);
			if (said !== undefined) return said;
		}
		return this.#weaker(path, isFolder);
	}
}

function saidBy(
	patterns: readonly IgnorePattern[] | undefined,
	path: string,
	isFolder: boolean,
): boolean | undefined {
	const last = patterns?.findLast((pattern) => (isFolder || !pattern.isForFolders) && pattern.matches(path));
	return last && !last.isNegated;
}
