/** The end of a job's output file. */
export interface OutputTail {
	readonly path: string;
	/** Where in the file `bytes` begins. */
	readonly offset: number;
	readonly bytes: Uint8Array;
}

/** A line of a job's output that shows something. */
export interface OutputLine {
	readonly path: string;
	/** As a person sees it in a terminal: without colours, and of a progress bar the last state. */
	readonly text: string;
	/** Where in the file the line begins, in bytes. */
	readonly offset: number;
	/** Counted from 1; undefined where the file is longer than what was read. */
	readonly number: number | undefined;
}

/** No rule needs more of a line, and no row shows more. */
const LONGEST = 2000;
const NEW_LINE = 0x0a;

/** The lines of a tail, without empty ones. Where the file is longer its first line may be the end of one. */
export function linesOfTail({ path, offset, bytes }: OutputTail): readonly OutputLine[] {
	const decoder = new TextDecoder();
	const lines: OutputLine[] = [];
	let number = 1;
	for (let start = 0; start < bytes.length; number += 1) {
		const found = bytes.indexOf(NEW_LINE, start);
		const end = found < 0 ? bytes.length : found;
		const text = shownLine(decoder.decode(bytes.subarray(start, end)));
		if (text !== '') {
			lines.push({ path, text, offset: offset + start, number: offset === 0 ? number : undefined });
		}
		start = end + 1;
	}
	return lines;
}

/** What stands on a terminal's line after all of it was written. */
export function shownLine(raw: string): string {
	const last = raw
		.split('\r')
		.filter((part) => part !== '')
		.at(-1);
	return (
		(last ?? '')
			.slice(0, LONGEST)
			// colours and cursor movements; titles and links end with BEL or ESC \
			.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
			.replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '')
			.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
			.trimEnd()
	);
}
