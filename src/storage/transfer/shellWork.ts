import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
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
	expectWell(shell, what, await feed(shell, what, input, signal));
}

/** Throws ProblemError `remoteFile` or `commandFailed` for a command that did not end well. */
export function expectWell(
	shell: SteadyHost,
	what: { readonly command: string; readonly folder: string },
	fed: Fed,
): void {
	if (fed.exitCode === 0) return;
	if (/Permission denied|Read-only file system/i.test(fed.words)) {
		const facts = { host: shell.name, path: what.folder, detail: fed.words };
		throw new ProblemError({ kind: 'remoteFile', trouble: 'noPermission', ...facts });
	}
	throw commandFailed(shell, what.command, fed);
}

/** Few enough names for one command line, which holds 128 KiB everywhere. */
const FEW_CHARACTERS = 32 * 1024;

/**
 * Gives names below a folder to a program, as many at a time as its command line holds; nothing is run where there are none. Few
 * names go to the one shell, which needs no channel of its own: that is two round trips and half a dozen processes. Throws as
 * `feed` does.
 */
export async function feedNames(
	shell: SteadyHost,
	{ folder, program }: { readonly folder: string; readonly program: string },
	words: readonly string[],
	signal: AbortSignal,
): Promise<Fed & { readonly command: string }> {
	if (words.length === 0) return { exitCode: 0, words: '', command: '' };
	const entering = `cd -- ${shellQuote([folder])} && `;
	const command = `${entering}xargs -0 ${program}`;
	if (words.reduce((sum, { length }) => sum + length, 0) > FEW_CHARACTERS) {
		const names = bytesOf(words.map((word) => `${word}\0`).join(''));
		return { ...(await feed(shell, { command, folder }, once(names), signal)), command };
	}
	const piped = `${entering}printf '%s\\0' ${shellQuote(words)} | xargs -0 ${program}`;
	const { stderr, exitCode } = await shell.exec(piped, signal);
	const said = stderr.trim();
	if (exitCode !== 0 && isFull(said)) throw full(shell, folder, said);
	return { exitCode, words: said, command };
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
