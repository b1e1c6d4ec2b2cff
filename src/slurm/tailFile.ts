import { shellQuoteOne } from '../base/shellQuote.ts';
import { ProblemError } from '../problems/problem.ts';
import type { FollowedFile, ReadingEnd } from './followedFile.ts';
import type { OutputPosition } from './outputPosition.ts';

/**
 * How often `tail` looks where the kernel does not tell it of changes: on network file systems. GNU's own second would be
 * long for somebody who watches.
 */
const LOOK_SECONDS = 0.2;

/** What GNU tail says on its standard error, in the C locale. */
const RESTARTED = /file truncated$|has been replaced/m;
const APPEARED = /has appeared;/m;
const DENIED = /: Permission denied$/m;

/**
 * Reads a file by `tail -c +N -F` on the login node: by bytes, because a progress bar may write a gigabyte without a line end.
 * Its words about a new file and the new file's bytes come by two ways, so that nobody knows which bytes were the first:
 * then it is begun anew.
 */
export async function* tailFile(
	{ host, path }: FollowedFile,
	at: OutputPosition,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, ReadingEnd> {
	const start = at.position;
	const command = `exec env LC_ALL=C tail -s ${LOOK_SECONDS} -c +${start + 1} -F -- ${shellQuoteOne(path)}`;
	for await (const { from, bytes } of host.stream(command, signal)) {
		if (from === 'stdout') {
			yield bytes;
			continue;
		}
		const words = new TextDecoder().decode(bytes);
		if (RESTARTED.test(words) || (APPEARED.test(words) && at.position > 0)) return 'restarted';
		if (DENIED.test(words)) {
			const facts = { host: host.name, path, detail: words.trim() };
			throw new ProblemError({ kind: 'remoteFile', trouble: 'noPermission', ...facts });
		}
	}
	return 'died';
}
