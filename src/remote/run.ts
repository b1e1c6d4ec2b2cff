import { isTimeout } from '../base/abort.ts';
import { shellQuote } from '../base/shellQuote.ts';
import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from './remoteCommand.ts';
import type { ExecResult, RemoteHost } from './remoteHost.ts';
import { underAll } from './underAll.ts';

/** Long enough for a busy Slurm controller, short enough that nobody gives up on the window. */
const DEADLINE_SECONDS = 30;

/** What a POSIX shell, and env(1), exit with when there is no such program. */
const NOT_FOUND = 127;

/**
 * Runs a command and returns what its parser made of the output. The deadline counts from the command's turn. Throws ProblemError `timedOut`, `commandMissing` or
 * `commandFailed`, what the parser throws, or what `RemoteHost.exec` throws.
 */
export async function run<T>(
	host: Pick<RemoteHost, 'name' | 'exec'>,
	command: RemoteCommand<T>,
	signal: AbortSignal,
	deadlineSeconds = DEADLINE_SECONDS,
): Promise<T> {
	const result = await execWithDeadline(host, commandLineOf(command), signal, deadlineSeconds);
	return parsed(host.name, command, result);
}

/** What a command's parser makes of its result. Throws ProblemError `commandMissing` or `commandFailed`, and what the parser throws. */
export function parsed<T>(host: string, command: RemoteCommand<T>, result: ExecResult): T {
	const { stdout, stderr, exitCode } = result;
	const program = command.argv[0] ?? '';
	if (exitCode === NOT_FOUND) {
		throw new ProblemError({
			kind: 'commandMissing',
			host,
			command: program,
			detail: stderr.trim(),
		});
	}
	if (exitCode !== 0) {
		throw new ProblemError({
			kind: 'commandFailed',
			host,
			command: commandLineOf(command),
			exitCode,
			detail: stderr.trim(),
		});
	}
	return command.parse(stdout);
}

/** A command as one POSIX command line: `env KEY=value … program argument …`. */
export function commandLineOf({ argv, env }: RemoteCommand<unknown>): string {
	const settings = Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`);
	return shellQuote(settings.length > 0 ? ['env', ...settings, ...argv] : argv);
}

async function execWithDeadline(
	host: Pick<RemoteHost, 'name' | 'exec'>,
	commandLine: string,
	signal: AbortSignal,
	seconds: number,
): Promise<ExecResult> {
	const deadline = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const expire = () => deadline.abort(new DOMException('The command took too long.', 'TimeoutError'));
	const start = () => {
		timer = setTimeout(expire, seconds * 1000);
	};
	try {
		return await underAll([signal, deadline.signal], (both) => host.exec(commandLine, both, start));
	} catch (error) {
		if (!isTimeout(error) || signal.aborted) throw error;
		const facts = { host: host.name, command: commandLine, seconds };
		throw new ProblemError({ kind: 'timedOut', ...facts }, { cause: error });
	} finally {
		clearTimeout(timer);
	}
}
