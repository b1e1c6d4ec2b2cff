import { ProblemError } from '../../problems/problem.ts';

/** `Key=value` pairs of one of scontrol's records. */
export type KeyValues = ReadonlyMap<string, string>;

/**
 * The records of `scontrol -o show …`, one a line. A value may hold spaces (a comment, a reason): it goes on until the next
 * word that looks like a key. Lines that are no record, such as "No reservations in the system", are left out.
 */
export function keyValueLines(stdout: string, firstKey: string): readonly KeyValues[] {
	return stdout
		.split('\n')
		.filter((line) => line.startsWith(`${firstKey}=`))
		.map(keyValues);
}

export function keyValues(line: string): KeyValues {
	const found = new Map<string, string>();
	for (const pair of line.trim().split(/\s+(?=[A-Z][\w/:]*=)/)) {
		const at = pair.indexOf('=');
		// A later key of the same name can only come from a text that a person wrote.
		if (at > 0 && !found.has(pair.slice(0, at))) found.set(pair.slice(0, at), pair.slice(at + 1).trim());
	}
	return found;
}

/** The value of a key that every Slurm prints. Throws ProblemError `outputNotUnderstood` where it is not there. */
export function required(record: KeyValues, key: string, command: string): string {
	const value = record.get(key);
	if (value !== undefined) return value;
	const detail = [...record].map(([name, text]) => `${name}=${text}`).join(' ');
	throw new ProblemError({ kind: 'outputNotUnderstood', command, detail: `no ${key} in: ${detail}` });
}
