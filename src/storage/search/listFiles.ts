import { textOf } from '../../base/rawText.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import type { WalkLimits } from './politeShell.ts';
import { walk } from './walk.ts';
import { walkOutput } from './walkOutput.ts';

/** Bounds of a list that a person picks from. */
export interface ListLimits extends WalkLimits {
	/** After so many files it ends. */
	readonly files: number;
}

export const LIST_LIMITS: ListLimits = { seconds: 60, cpuSeconds: 30, files: 200_000 };

/** How a list of files ended. */
export interface ListEnd {
	/** Why not all were seen: by time, or by number. */
	readonly cut?: 'time' | 'number';
	/** Folders that could not be read. */
	readonly unreadable: number;
}

/**
 * The files below a folder as they are found, as paths within it: text of any bytes. By one `find` on the login node. Throws as
 * `walkOutput` does.
 */
export async function* listFiles(
	host: Pick<RemoteHost, 'name' | 'stream'>,
	{ folder, withSkipped }: { readonly folder: string; readonly withSkipped: boolean },
	limits: ListLimits,
	signal: AbortSignal,
): AsyncGenerator<readonly string[], ListEnd> {
	const commandLine = walk({ withSkipped }, { of: 'files' });
	// 1 is what find ends with when it could not read something.
	const output = walkOutput(host, { folder, commandLine, program: 'find', limits }, [0, 1], signal);
	const records = new NulRecords();
	let count = 0;
	try {
		for (;;) {
			const { done, value } = await output.next();
			if (done) {
				const { isLate, unreadable } = value;
				return { unreadable, ...(isLate && { cut: 'time' as const }) };
			}
			const paths = records.push(value).map(pathOf);
			const room = limits.files - count;
			count += paths.length;
			if (paths.length > 0) yield paths.slice(0, room);
			if (count > limits.files) return { unreadable: 0, cut: 'number' };
		}
	} finally {
		await output.return({ isLate: false, unreadable: 0 });
	}
}

function pathOf(record: string): string {
	if (!record.startsWith('./'))
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'find', detail: record });
	return record.slice(2);
}

/** Cuts a byte stream into texts that end with NUL, however the network cut the bytes. */
class NulRecords {
	#rest: Uint8Array = new Uint8Array();

	push(bytes: Uint8Array): readonly string[] {
		const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
		const end = all.lastIndexOf(0);
		if (end < 0) {
			this.#rest = all;
			return [];
		}
		this.#rest = all.subarray(end + 1);
		// NUL is no part of any other character, so that the text can be cut instead of the bytes.
		return textOf(all.subarray(0, end)).split('\0');
	}
}
