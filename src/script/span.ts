/** A stretch of one line. Lines count from 0, columns in UTF-16 units, as editors do. */
export interface Span {
	readonly line: number;
	readonly start: number;
	/** The column behind it. */
	readonly end: number;
}

export function holds(span: Span, line: number, column: number): boolean {
	return span.line === line && span.start <= column && column <= span.end;
}

/** Orders by lines, and in a line by columns. */
export function inLines(a: Span, b: Span): number {
	return a.line - b.line || a.start - b.start;
}

/** Finds what stands on a line among things in the order of their lines, for lines that are asked for in their order. */
export function inStep<T extends { readonly line: number }>(
	things: readonly T[],
): (line: number) => T | undefined {
	let at = 0;
	return (line) => {
		while ((things[at]?.line ?? line) < line) at += 1;
		return things[at]?.line === line ? things[at] : undefined;
	};
}
