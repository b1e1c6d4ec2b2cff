import { isTimeout } from '../base/abort.ts';
import { textOf } from '../base/rawText.ts';
import { isProblem, ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from './remoteCommand.ts';
import type { ExecResult, HostStream, RemoteHost } from './remoteHost.ts';
import { commandLineOf, parsed, run } from './run.ts';
import { underAll } from './underAll.ts';

/**
 * As `run`, in a channel of its own: for what may take its time, so that nothing else waits for it. Where the server has no room for
 * one more channel it takes its turn among the others.
 */
export async function runApart<T>(
	host: RemoteHost,
	command: RemoteCommand<T>,
	signal: AbortSignal,
	seconds: number,
): Promise<T> {
	const commandLine = commandLineOf(command);
	try {
		const result = await underAll([signal, AbortSignal.timeout(seconds * 1000)], (both) =>
			collected(host.stream(commandLine, both)),
		);
		return parsed(host.name, command, result);
	} catch (error) {
		if (isProblem(error, 'channelRefused')) return run(host, command, signal, seconds);
		if (!isTimeout(error) || signal.aborted) throw error;
		const facts = { host: host.name, command: commandLine, seconds };
		throw new ProblemError({ kind: 'timedOut', ...facts }, { cause: error });
	}
}

async function collected(stream: HostStream): Promise<ExecResult> {
	const parts = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
	const chunks = stream[Symbol.asyncIterator]();
	for (;;) {
		const next = await chunks.next();
		if (next.done) {
			const text = (from: 'stdout' | 'stderr') => textOf(Buffer.concat(parts[from]));
			return { stdout: text('stdout'), stderr: text('stderr'), exitCode: next.value };
		}
		parts[next.value.from].push(next.value.bytes);
	}
}
