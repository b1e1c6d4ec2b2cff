import { isTimeout } from '../../base/abort.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { ConfigValues } from './configValues.ts';
import { runProgram } from './localProgram.ts';

/** `ssh -G` takes some 40 ms, but runs the programs of `Match exec` and may look names up. */
const DEADLINE_SECONDS = 15;

/** For what reads no configuration. */
const PROBE_DEADLINE_SECONDS = 5;

/** The OpenSSH client of this computer. */
export interface OpenSsh {
	/** As "OpenSSH_9.2p1". */
	readonly version: string;
	/** What it says of a host that nobody configured. */
	readonly defaults: ConfigValues;
}

/** Why `ssh -G` cannot be asked, in words for the log. */
export interface NoOpenSsh {
	readonly missing: string;
}

/** By PATH, so that a client that is installed later is found. */
const found = new Map<string, Promise<OpenSsh | NoOpenSsh>>();

/** Finds the OpenSSH client, once for each PATH; after a failure it looks anew. Never rejects. */
export async function findOpenSsh(deadlineSeconds = PROBE_DEADLINE_SECONDS): Promise<OpenSsh | NoOpenSsh> {
	const path = process.env['PATH'] ?? '';
	const probing = found.get(path) ?? probe(deadlineSeconds);
	found.set(path, probing);
	const answer = await probing;
	// The computer may only have been too busy to answer in time.
	if ('missing' in answer && found.get(path) === probing) found.delete(path);
	return answer;
}

async function probe(deadlineSeconds: number): Promise<OpenSsh | NoOpenSsh> {
	const signal = AbortSignal.timeout(deadlineSeconds * 1000);
	try {
		const [about, plain] = await Promise.all([
			runProgram('ssh', ['-V'], signal),
			runProgram('ssh', ['-T', '-F', 'none', '-G', '--', 'nobody.invalid'], signal),
		]);
		const defaults = parseValues(plain.stdout);
		if (plain.exitCode !== 0 || !isAnswer(defaults)) return { missing: 'the ssh program is not OpenSSH' };
		return { version: /^[^\s,]+/.exec(about.stderr)?.[0] ?? 'ssh', defaults };
	} catch (error) {
		const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
		return { missing: isMissing ? 'no ssh program was found' : `the ssh program fails: ${wordsOf(error)}` };
	}
}

/**
 * What the OpenSSH client itself makes of its configuration, by `ssh -G`, without what is its default anyway. Throws
 * ProblemError `badSshConfig`, with `file` for its name, when it cannot read the configuration.
 */
export async function askOpenSsh(
	{ defaults }: OpenSsh,
	args: readonly string[],
	file: string,
	signal: AbortSignal,
	deadlineSeconds = DEADLINE_SECONDS,
): Promise<ConfigValues> {
	const deadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineSeconds * 1000)]);
	const output = await runProgram('ssh', ['-T', '-G', ...args], deadline).catch((error: unknown) => {
		signal.throwIfAborted();
		const detail = isTimeout(error) ? `ssh -G gave no answer in ${deadlineSeconds} seconds.` : wordsOf(error);
		throw new ProblemError({ kind: 'badSshConfig', file, detail }, { cause: error });
	});
	const values = parseValues(output.stdout);
	if (output.exitCode === 0 && isAnswer(values)) return withoutDefaults(values, defaults);
	const detail = output.stderr.trim() || `ssh -G ended with exit code ${output.exitCode}.`;
	const [, alias] = /^jumphost loop via (\S+)/m.exec(detail) ?? [];
	if (alias) throw new ProblemError({ kind: 'jumpLoop', host: alias, hops: [alias, alias] });
	throw new ProblemError({ kind: 'badSshConfig', file, detail });
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Every version of `ssh -G` prints these two. */
const isAnswer = (values: ConfigValues) => values.has('hostname') && values.has('port');

/** One `keyword value` a line; a keyword that may be given several times has several lines. */
function parseValues(stdout: string): ConfigValues {
	const values = new Map<string, string[]>();
	for (const line of stdout.split('\n')) {
		const [, keyword, value] = /^(\S+) (.*)$/.exec(line.replace(/\r$/, '')) ?? [];
		if (keyword && value !== undefined) {
			values.set(keyword, [...(values.get(keyword) ?? []), ...valuesIn(keyword, value)]);
		}
	}
	return values;
}

/**
 * Lists of paths are printed without the quotes around those with spaces. Each is absolute or begins with a token or `~`,
 * so that a word that does not belongs to the path before.
 */
function valuesIn(keyword: string, value: string): readonly string[] {
	return /^(?:(?:user|global)knownhostsfile|revokedhostkeys)$/.test(keyword)
		? value.split(/\s+(?=[/~%$\\]|[A-Za-z]:|none$)/)
		: [value];
}

/**
 * A list of algorithms that begins with the whole default list is one that was added to, and comes out as `+…`: in which
 * order the default is tried is then not the person's will.
 */
function withoutDefaults(values: ConfigValues, defaults: ConfigValues): ConfigValues {
	const own = new Map<string, readonly string[]>();
	for (const [keyword, given] of values) {
		const usual = defaults.get(keyword);
		if (given.length === usual?.length && given.every((value, index) => value === usual[index])) continue;
		const added =
			/(?:algorithms|ciphers|macs)$/.test(keyword) && usual && given[0]?.startsWith(`${usual[0]},`);
		own.set(keyword, added ? [`+${given[0]?.slice(`${usual[0]},`.length)}`] : given);
	}
	return own;
}
