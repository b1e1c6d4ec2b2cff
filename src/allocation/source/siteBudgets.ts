import { shellQuoteOne } from '../../base/shellQuote.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import { runApart } from '../../remote/runApart.ts';
import type { BudgetReader, BudgetReading } from '../budgetReader.ts';
import type { BudgetSource } from './budgetSource.ts';
import { readSource, sourceName } from './readSource.ts';

/** Sites' tools ask databases and web services of their own; `timeout` ends them on the login node before ours does here. */
const TOOL_SECONDS = 40;
const DEADLINE_SECONDS = 50;
/** What timeout(1) exits with. */
const ENDED_BY_TIMEOUT = 124;
/** A shell exits with more than this for a program that a signal ended. */
const ENDED_BY_SIGNAL = 128;

/** What stands before the content of each file. */
const FILE_MARK = '\u001eai-factory-file ';

/** Asks a site's own tool, or reads the site's own files. */
export class SiteBudgets implements BudgetReader {
	readonly source: string;
	readonly #host: RemoteHost;
	readonly #source: BudgetSource;
	readonly #now: () => Date;

	constructor(host: RemoteHost, source: BudgetSource, now: () => Date) {
		this.source = sourceName(source);
		this.#host = host;
		this.#source = source;
		this.#now = now;
	}

	/** Undefined where there is no such tool and no such file. */
	async read(signal: AbortSignal): Promise<BudgetReading | undefined> {
		const command = commandOf(this.#source, this.#host.user);
		const output = await runApart(this.#host, command, signal, DEADLINE_SECONDS);
		if (output.kind === 'absent') return undefined;
		const isSilent = output.texts.every((text) => text.trim() === '');
		if ((output.exitCode !== 0 && isSilent) || output.exitCode > ENDED_BY_SIGNAL) {
			const facts = { host: this.#host.name, command: this.source, exitCode: output.exitCode };
			throw new ProblemError({ kind: 'commandFailed', ...facts, detail: output.errors.trim() });
		}
		// What a tool had printed when it was ended may stop in the middle of a figure.
		if (output.exitCode === ENDED_BY_TIMEOUT)
			throw new ProblemError({
				kind: 'timedOut',
				...{ host: this.#host.name, command: this.source, seconds: TOOL_SECONDS },
			});
		const readings = output.texts.map((text) => readSource(text, this.#source, this.#now()));
		const times = readings.flatMap(({ asOf }) => asOf ?? []);
		return {
			budgets: readings.flatMap(({ budgets }) => budgets),
			troubles: [],
			asOf: times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : undefined,
			source: this.source,
		};
	}
}

type Output =
	| { readonly kind: 'absent' }
	| {
			readonly kind: 'present';
			readonly texts: readonly string[];
			readonly errors: string;
			readonly exitCode: number;
	  };

const END_MARK = '\u001eai-factory-end ';

/** Always ends with 0 itself, because many tools end with another number although they said what they know. */
function commandOf({ command, file, isLogin }: BudgetSource, user: string): RemoteCommand<Output> {
	const script = command === undefined ? filesScript(file ?? '', user) : toolScript(command, isLogin);
	return {
		argv: ['nice', 'sh', '-c', script],
		// Some tools ask the terminal how wide it is, and one crashes without a kind.
		env: { TERM: 'xterm-256color', COLUMNS: '250', LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' },
		parse: parseOutput,
	};
}

function toolScript(command: string, isLogin: boolean): string {
	const [program = ''] = command.split(/\s/);
	const shell = isLogin ? 'bash -lc' : 'sh -c';
	const limited = `${shell} ${shellQuoteOne(command)}`;
	// A tool of a module is there only once a login shell has loaded it.
	const isThere = isLogin ? '' : `command -v ${shellQuoteOne(program)} >/dev/null 2>&1 || exit 0\n`;
	// What it says on the other output is kept in a variable: nothing is written on the login node.
	return `${isThere}command -v timeout >/dev/null || timeout() { shift; "$@"; }
printf '${octal(FILE_MARK)}\\n'; { e=$(timeout ${TOOL_SECONDS} ${limited} </dev/null 2>&1 >&3 3>&-); c=$?; } 3>&1
printf '\\n${octal(END_MARK)}%s\\n%.4000s\\n' "$c" "$e"`;
}

function filesScript(file: string, user: string): string {
	// Each group's name is put in by the shell as text, and the path around it is quoted.
	const path = file
		.split('{group}')
		.map((part) => shellQuoteOne(part.replaceAll('{user}', user)))
		.join('"$g"');
	const groups = file.includes('{group}') ? '$(id -Gn)' : '-';
	return `for g in ${groups}; do f=${path}; [ -r "$f" ] || continue; printf '${octal(FILE_MARK)}\\n'; cat "$f"; done
printf '\\n${octal(END_MARK)}0\\n'`;
}

function octal(mark: string): string {
	return mark.replace('\u001e', '\\036');
}

function parseOutput(stdout: string): Output {
	const at = stdout.lastIndexOf(END_MARK);
	// The line end before the mark is ours: that of the tool's last line, if it has one, stands before it.
	const [, ...texts] = stdout.slice(0, Math.max(at - 1, 0)).split(`${FILE_MARK}\n`);
	if (stdout === '') return { kind: 'absent' };
	if (at < 0)
		throw new ProblemError({
			kind: 'outputNotUnderstood',
			command: 'sh',
			detail: 'The answer ended too early.',
		});
	const end = stdout.slice(at + END_MARK.length);
	if (texts.length === 0) return { kind: 'absent' };
	const [code = '', ...errors] = end.split('\n');
	return { kind: 'present', texts, errors: errors.join('\n'), exitCode: Number.parseInt(code, 10) };
}
