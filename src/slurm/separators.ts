/**
 * What stands between two fields and between two records in the text we ask Slurm for. Job names may hold any byte,
 * so the control characters carry a token that nobody can know beforehand: a job cannot forge a column.
 */
export interface Separators {
	readonly field: string;
	readonly record: string;
}

/** Letters only: squeue reads a leading digit, dot, sign or space of a suffix as a column width (seen with Slurm 20.11 to 26.05). */
export function createSeparators(token = lettersFrom(crypto.getRandomValues(new Uint8Array(6)))): Separators {
	return { field: `\x1f${token}\x1f`, record: `\x1e${token}\x1e` };
}

function lettersFrom(bytes: Uint8Array): string {
	return [...bytes].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

/** Splits records and their fields. Text after the last record separator (a line end) is no record. */
export function splitRecords(text: string, { field, record }: Separators): readonly (readonly string[])[] {
	return text
		.split(record)
		.slice(0, -1)
		.map((line) => line.replace(/^\n/, '').split(field));
}
