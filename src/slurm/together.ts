import { shellQuoteOne } from '../base/shellQuote.ts';
import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { ExecResult } from '../remote/remoteHost.ts';
import { commandLineOf } from '../remote/run.ts';
import type { Separators } from './separators.ts';

/** What a program says that waited for a controller which does not answer, 18 s each: nobody behind it need wait as long. */
const GIVE_UP = '*"Unable to contact slurm controller"*|*"Socket timed out"*';

/**
 * Several commands in one round trip, one after the other, each with its own output and exit code. After one that did
 * not reach the controller the others are not run: those are missing at the end of the result.
 */
export function together(
	commands: readonly RemoteCommand<unknown>[],
	{ field, record }: Separators,
): RemoteCommand<readonly ExecResult[]> {
	const lines = commands.map((command) => `part ${shellQuoteOne(commandLineOf(command))} || exit 0`);
	// The output goes on as it comes, by way of file 3; what goes to the error output is kept and told behind it.
	const script = [
		'part() {',
		'{ err=$( { eval "$1"; } 2>&1 1>&3 3>&- ); code=$?; } 3>&1',
		`printf '%s%s%s%s%s' ${shellQuoteOne(field)} "$code" ${shellQuoteOne(field)} "$err" ${shellQuoteOne(record)}`,
		`case $err in ${GIVE_UP}) return 1;; esac; }`,
		...lines,
	].join('\n');
	return {
		argv: ['sh', '-c', script],
		parse: (stdout) =>
			stdout
				.split(record)
				.slice(0, -1)
				.map((text) => parsePart(text, field)),
	};
}

/** A command's own output may hold the field's separator, if it was given the same. */
function parsePart(text: string, field: string): ExecResult {
	const pieces = text.split(field);
	const stderr = pieces.pop() ?? '';
	const exitCode = pieces.pop() ?? '';
	if (pieces.length === 0 || !/^\d+$/.test(exitCode))
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sh', detail: text });
	return { stdout: pieces.join(field), stderr: stderr.trim(), exitCode: Number(exitCode) };
}
