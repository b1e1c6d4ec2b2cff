const LINE_BREAK = 10;

/** How many line breaks there are. */
export function lineBreaksIn(bytes: Uint8Array): number {
	let count = 0;
	for (let at = bytes.indexOf(LINE_BREAK); at >= 0; at = bytes.indexOf(LINE_BREAK, at + 1)) count += 1;
	return count;
}

/** Where the last so many lines begin; the end is behind the last line break. */
export function startOfLastLines(bytes: Uint8Array, lines: number): number {
	if (lines <= 0) return bytes.length;
	let at = bytes.lastIndexOf(LINE_BREAK);
	for (let left = lines; at >= 0; left -= 1) {
		if (left === 0) return at + 1;
		at = at === 0 ? -1 : bytes.lastIndexOf(LINE_BREAK, at - 1);
	}
	return 0;
}
