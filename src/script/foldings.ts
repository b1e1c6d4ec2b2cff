import type { Script } from './readScript.ts';

export interface Folding {
	readonly first: number;
	readonly last: number;
	readonly isDirectives: boolean;
}

const TAB_WIDTH = 4;

/**
 * The block of directives, and below it what is indented deeper than the line before: an editor that is told of some
 * foldings finds no others by itself.
 */
export function foldings({ lines, marked }: Script): readonly Folding[] {
	const first = marked[0]?.line;
	const last = marked.at(-1)?.line;
	const found: Folding[] =
		first === undefined || last === undefined || last === first ? [] : [{ first, last, isDirectives: true }];
	const open: { readonly line: number; readonly depth: number }[] = [];
	let before = (last ?? -1) + 1;
	const close = (depth: number) => {
		while ((open.at(-1)?.depth ?? -1) >= depth) {
			const begun = open.pop();
			if (begun && before > begun.line) found.push({ first: begun.line, last: before, isDirectives: false });
		}
	};
	for (let line = before; line < lines.length; line += 1) {
		const text = lines[line] ?? '';
		if (text.trim() === '') continue;
		const depth = depthOf(text);
		close(depth);
		open.push({ line, depth });
		before = line;
	}
	close(0);
	return found.sort((a, b) => a.first - b.first);
}

function depthOf(text: string): number {
	let depth = 0;
	for (const char of text) {
		if (char === '\t') depth += TAB_WIDTH - (depth % TAB_WIDTH);
		else if (char === ' ') depth += 1;
		else break;
	}
	return depth;
}
