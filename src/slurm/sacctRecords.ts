import { ProblemError } from '../problems/problem.ts';

/**
 * Splits what `sacct --parsable2` printed. sacct has no record separator and names may hold a newline, so the caller
 * asks last for a field that never does (`Cluster`), and lines are glued until all fields are there.
 */
export function sacctRecords(
	stdout: string,
	fieldCount: number,
	separator: string,
): readonly (readonly string[])[] {
	const records: string[][] = [];
	let unfinished = '';
	for (const line of stdout.split('\n')) {
		const text = unfinished === '' ? line : `${unfinished}\n${line}`;
		const values = text.split(separator);
		if (values.length < fieldCount) {
			unfinished = text;
		} else if (values.length === fieldCount) {
			records.push(values);
			unfinished = '';
		} else {
			throw sacctNotUnderstood(values.join(' | '));
		}
	}
	if (unfinished.trim() !== '') throw sacctNotUnderstood(unfinished);
	return records;
}

export function sacctNotUnderstood(detail: string): ProblemError {
	return new ProblemError({ kind: 'outputNotUnderstood', command: 'sacct', detail });
}
