import { execFile } from 'node:child_process';
import { ProblemError } from '../problems/problem.ts';
import type { ConfigValues } from './configValues.ts';

/** `ssh -G` takes some 40 ms, but runs the programs of `Match exec`. */
const DEADLINE_MS = 15_000;

/**
 * What the OpenSSH client itself makes of its configuration, by `ssh -G`; undefined where there is no such client.
 * Throws ProblemError `badSshConfig`, with `file` for its name, when it cannot read the configuration.
 */
export function askOpenSsh(
	args: readonly string[],
	file: string,
	signal: AbortSignal,
): Promise<ConfigValues | undefined> {
	return new Promise((resolve, reject) => {
		const done = (error: Error | null, stdout: string, stderr: string) => {
			if (!error) return resolve(parseValues(stdout));
			if (signal.aborted) return reject(signal.reason);
			if ('code' in error && error.code === 'ENOENT') return resolve(undefined);
			const detail = stderr.trim() || error.message;
			reject(new ProblemError({ kind: 'badSshConfig', file, detail }, { cause: error }));
		};
		execFile('ssh', ['-G', ...args], { timeout: DEADLINE_MS, signal, encoding: 'utf8' }, done);
	});
}

/** One `keyword value` a line; a keyword that may be given several times has several lines. */
function parseValues(stdout: string): ConfigValues {
	const values = new Map<string, string[]>();
	for (const line of stdout.split('\n')) {
		const [, keyword, value] = /^(\S+) (.*)$/.exec(line.trimEnd()) ?? [];
		if (keyword && value !== undefined) values.set(keyword, [...(values.get(keyword) ?? []), value]);
	}
	return values;
}
