import { textOf } from '../../base/rawText.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';

/** How a command ended that was fed: its exit code, and what it wrote to stderr. */
export interface Fed {
	readonly exitCode: number | null;
	readonly words: string;
}

/** Runs a command that reads what it is fed. Throws as `RemoteHost.stream` does, and `full` where there is no room. */
export async function feed(
	shell: SteadyHost,
	{ command, folder }: { readonly command: string; readonly folder: string },
	input: AsyncIterable<Uint8Array>,
	signal: AbortSignal,
): Promise<Fed> {
	const errors: Uint8Array[] = [];
	const output = shell.stream(command, signal, input)[Symbol.asyncIterator]();
	for (;;) {
		const next = await output.next();
		if (!next.done) {
			if (next.value.from === 'stderr') errors.push(next.value.bytes);
			continue;
		}
		const words = textOf(Buffer.concat(errors)).trim();
		if (next.value !== 0 && isFull(words)) throw full(shell, folder, words);
		return { exitCode: next.value, words };
	}
}

/** As `feed`, for a command that must end well. Throws ProblemError `remoteFile` or `commandFailed` with its words where it does not. */
export async function feedWell(
	shell: SteadyHost,
	what: { readonly command: string; readonly folder: string },
	input: AsyncIterable<Uint8Array>,
	signal: AbortSignal,
): Promise<void> {
	const fed = await feed(shell, what, input, signal);
	if (fed.exitCode === 0) return;
	if (/Permission denied|Read-only file system/i.test(fed.words)) {
		const facts = { host: shell.name, path: what.folder, detail: fed.words };
		throw new ProblemError({ kind: 'remoteFile', trouble: 'noPermission', ...facts });
	}
	throw commandFailed(shell, what.command, fed);
}

const isFull = (words: string) => /No space left on device|Disk quota exceeded/i.test(words);

function full({ name }: SteadyHost, path: string, detail: string): ProblemError {
	return new ProblemError({ kind: 'remoteFile', trouble: 'full', host: name, path, detail });
}

/** A command that failed in a way that nobody foresaw. */
export function commandFailed({ name }: SteadyHost, command: string, { exitCode, words }: Fed): ProblemError {
	return new ProblemError({ kind: 'commandFailed', host: name, command, exitCode, detail: words });
}

/** All at once. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}
