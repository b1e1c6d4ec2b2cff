import { isTimeout } from '../../base/abort.ts';
import { textOf } from '../../base/rawText.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { RemoteHost, StreamChunk } from '../../remote/remoteHost.ts';
import { isLateExit, NO_FOLDER, politely, SHUT_FOLDER, type WalkLimits } from './politeShell.ts';

/** How long after its own limit a command is waited for: a process that hangs in a file system cannot be ended. */
const GRACE_SECONDS = 15;
/** More of what a command complains about is only counted. */
const MOST_COMPLAINT_BYTES = 64 * 1024;
const NOT_FOUND = 127;
const HARMLESS = /No such file or directory|Stale file handle|warning: /;
const DENIED = /Permission denied|Operation not permitted/;

/** A command that walks a tree. */
export interface Walk {
	/** Absolute. */
	readonly folder: string;
	readonly commandLine: string;
	/** The program that does the work, for the words of its failures. */
	readonly program: string;
	readonly limits: WalkLimits;
}

/** How a walk over a tree ended. */
export interface WalkEnd {
	/** It was ended by its limit, and has not seen all. */
	readonly isLate: boolean;
	/** Files and folders that could not be read. */
	readonly unreadable: number;
}

/**
 * Runs a command in a folder politely and hands over what it prints as it comes. Leaving the loop or aborting the signal ends it on
 * the login node. Throws ProblemError `remoteFile` where the folder cannot be entered, `commandMissing`, or `commandFailed`
 * with an exit code that is not in `usual`, or where there was nothing but complaints; else what `RemoteHost.stream` throws.
 */
export async function* walkOutput(
	host: Pick<RemoteHost, 'name' | 'stream'>,
	{ folder, commandLine, program, limits }: Walk,
	usual: readonly number[],
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, WalkEnd> {
	const complaints = new Complaints();
	const deadline = AbortSignal.timeout((limits.seconds + GRACE_SECONDS) * 1000);
	const stream = host.stream(politely(folder, commandLine, limits), AbortSignal.any([signal, deadline]));
	let exitCode: number | null = null;
	let hasPrinted = false;
	try {
		for await (const { from, bytes } of remembering(stream, (code) => (exitCode = code))) {
			if (from === 'stdout') {
				hasPrinted = true;
				yield bytes;
			} else complaints.push(bytes);
		}
	} catch (error) {
		if (!isTimeout(error) || signal.aborted) throw error;
		return { isLate: true, unreadable: complaints.denied };
	}
	complaints.end();
	const facts = { host: host.name, detail: complaints.others };
	if (exitCode === NO_FOLDER || exitCode === SHUT_FOLDER) {
		const trouble = exitCode === SHUT_FOLDER ? 'noPermission' : 'notFound';
		throw new ProblemError({ kind: 'remoteFile', path: folder, trouble, ...facts });
	}
	if (exitCode === NOT_FOUND) throw new ProblemError({ kind: 'commandMissing', command: program, ...facts });
	const isLate = isLateExit(exitCode);
	// A tool that cannot work at all ends as one does that could not read a file.
	const isUsual =
		exitCode === 0 ||
		(exitCode !== null && usual.includes(exitCode) && (hasPrinted || complaints.others === ''));
	if (!isLate && !isUsual) {
		throw new ProblemError({ kind: 'commandFailed', command: program, exitCode, ...facts });
	}
	return { isLate, unreadable: complaints.denied };
}

/** A generator's pieces; what it returns is told. */
async function* remembering(
	stream: AsyncIterable<StreamChunk, number | null>,
	ended: (exitCode: number | null) => void,
): AsyncGenerator<StreamChunk> {
	ended(yield* stream as AsyncGenerator<StreamChunk, number | null>);
}

/** What a command says on its other stream. */
class Complaints {
	/** What could not be read for want of permission. */
	denied = 0;
	/** What else it said, but for files that went away meanwhile, and warnings. */
	others = '';
	#rest = '';

	push(bytes: Uint8Array): void {
		const lines = (this.#rest + textOf(bytes)).split('\n');
		this.#rest = lines.pop() ?? '';
		for (const line of lines) this.#line(line);
	}

	end(): void {
		this.#line(this.#rest);
	}

	#line(line: string): void {
		if (DENIED.test(line)) this.denied += 1;
		else if (line !== '' && !HARMLESS.test(line)) this.#keep(line);
	}

	#keep(line: string): void {
		if (this.others.length < MOST_COMPLAINT_BYTES) this.others += `${line}\n`;
	}
}
