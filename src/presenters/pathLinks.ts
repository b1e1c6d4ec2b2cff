/** A file that a line of an output names. */
export interface PathLink {
	/** Where it stands in the line. */
	readonly start: number;
	readonly length: number;
	/** Absolute. */
	readonly path: string;
	/** From 1 on; undefined where none is named. */
	readonly line: number | undefined;
}

/** `File "/a/b.py", line 12` of a Python traceback, and `/a/b.c:12` as compilers and others write it. */
const FORMS = [
	/File "(?<path>\/[^"\n]+)", line (?<line>\d+)/g,
	/(?<![\w./:-])(?<path>(?:\/[\w.+@%=-]+){2,})(?::(?<line>\d+))?/g,
];

/** The absolute paths in a line, in their order; none of them twice. */
export function pathLinks(text: string): readonly PathLink[] {
	const links: PathLink[] = [];
	for (const form of FORMS) {
		for (const { index, 0: whole, groups } of text.matchAll(form)) {
			const overlaps = links.some(
				({ start, length }) => index < start + length && start < index + whole.length,
			);
			// A full stop ends the sentence, not the name.
			const path = groups?.['path']?.replace(/\.+$/, '') ?? '';
			const line = groups?.['line'] === undefined ? undefined : Number(groups['line']);
			const length = line === undefined ? path.length : whole.length;
			if (!overlaps) links.push({ start: index, length, path, line });
		}
	}
	return links.sort((a, b) => a.start - b.start);
}
