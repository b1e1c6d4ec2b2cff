import { ProblemError } from '../../problems/problem.ts';

/** `Key=value` pairs of one of scontrol's records. */
export type KeyValues = ReadonlyMap<string, string>;

/** "No reservations in the system", "No licenses configured in Slurm." */
const NOTHING = /^No \w+ /;

/**
 * The records of `scontrol -o show …`, one a line. A value may hold spaces (a comment, a reason): it goes on until the next
 * word that looks like a key. Throws ProblemError `outputNotUnderstood` for text that is something else.
 */
export function keyValueLines(stdout: string, firstKey: string): readonly KeyValues[] {
	const records = stdout.split('\n').filter((line) => line.startsWith(`${firstKey}=`));
	const text = stdout.trim();
	if (records.length === 0 && text !== '' && !NOTHING.test(text))
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'scontrol', detail: text.slice(0, 500) });
	return records.map(keyValues);
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
