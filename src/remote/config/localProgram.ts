import { type ChildProcess, spawn } from 'node:child_process';

/** What a program of this computer said. */
export interface ProgramOutput {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** More than any answer that is waited for here; a program that goes on writing is another one than was meant. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** True where programs can have a group of their own, which ends with all that they started. */
export const HAS_GROUPS = process.platform !== 'win32';

/**
 * Runs a program with nothing to read. Rejects when it cannot be started (ENOENT where there is none), when it writes
 * without end, and with the signal's reason; then the program and what it started are killed.
 */
export function runProgram(
	program: string,
	args: readonly string[],
	signal: AbortSignal,
): Promise<ProgramOutput> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const child = spawn(program, args, {
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: HAS_GROUPS,
			windowsHide: true,
		});
		const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
		let size = 0;
		const giveUp = (reason: unknown) => {
			signal.removeEventListener('abort', onAbort);
			endProgram(child, 'SIGKILL');
			reject(reason);
		};
		const onAbort = () => giveUp(signal.reason);
		signal.addEventListener('abort', onAbort, { once: true });
		for (const name of ['stdout', 'stderr'] as const) {
			child[name].on('data', (bytes: Buffer) => {
				size += bytes.length;
				if (size > MAX_OUTPUT_BYTES) return giveUp(new Error(`${program} writes without end.`));
				output[name].push(bytes);
			});
		}
		child.once('error', giveUp);
		child.once('close', (exitCode) => {
			signal.removeEventListener('abort', onAbort);
			const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
			resolve({ exitCode, stdout: textOf(output.stdout), stderr: textOf(output.stderr) });
		});
	});
}

/** Sends a signal to a program that was started `detached` where HAS_GROUPS, and to all that it started. */
export function endProgram({ pid }: ChildProcess, signal: 'SIGHUP' | 'SIGKILL'): void {
	if (pid === undefined) return;
	try {
		process.kill(HAS_GROUPS ? -pid : pid, signal);
	} catch {
		// gone already
	}
}
