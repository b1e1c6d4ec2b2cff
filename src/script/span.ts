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
