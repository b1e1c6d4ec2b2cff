import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ProblemError } from '../../problems/problem.ts';
import { expandHome } from '../localPaths.ts';
import { matchesPattern } from '../wildcard.ts';
import { badLine, parseConfigText, type TextLine } from './configText.ts';

/** A line of a client configuration. Host and Match lines hold the lines below them, Include lines those they bring in. */
export interface ConfigLine extends TextLine {
	readonly file: string;
	readonly below: readonly ConfigLine[];
}

/** OpenSSH stops at this depth too (READCONF_MAX_DEPTH). */
const MAX_DEPTH = 16;

/** Far more than anybody writes: what is larger is another kind of file. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The lines of a file and of all that it includes; none when there is no such file. Throws ProblemError `badSshConfig` for
 * what cannot be read as a configuration.
 */
export async function readConfigFile(path: string, depth = 0): Promise<readonly ConfigLine[]> {
	try {
		if (!(await isConfigFile(path))) return [];
		return await nested(parseConfigText(textOf(await readFile(path), path), path), path, depth);
	} catch (error) {
		if (depth > 0 && isDenied(error)) return [];
		throw error;
	}
}

/** False where nothing is. Throws ProblemError `badSshConfig` for a folder and the like, which OpenSSH takes for an empty file. */
export async function isConfigFile(path: string): Promise<boolean> {
	if (path === '/dev/null') return true;
	const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
		throw unreadable(path, error.message, error);
	});
	if (found && !found.isFile()) throw unreadable(path, found.isDirectory() ? 'is a folder' : 'is not a file');
	if (found && found.size > MAX_BYTES) throw unreadable(path, 'is too large to be an SSH configuration');
	return found !== undefined;
}

function textOf(bytes: Buffer, path: string): string {
	if (bytes.includes(0)) throw unreadable(path, 'is not a text file');
	return bytes.toString('utf8');
}

function unreadable(file: string, trouble: string, cause?: unknown): ProblemError {
	return new ProblemError({ kind: 'badSshConfig', file, detail: `${file}: ${trouble}` }, { cause });
}

/** OpenSSH passes over an included file that it may not read. */
function isDenied(error: unknown): boolean {
	const cause = error instanceof ProblemError ? error.cause : error;
	return cause instanceof Error && 'code' in cause && cause.code === 'EACCES';
}

async function nested(
	lines: readonly TextLine[],
	file: string,
	depth: number,
): Promise<readonly ConfigLine[]> {
	const top: ConfigLine[] = [];
	let block = top;
	for (const line of lines) {
		if (line.keyword === 'host' || line.keyword === 'match') {
			block = [];
			top.push({ ...line, file, below: block });
		} else {
			const below = line.keyword === 'include' ? await included(line, file, depth) : [];
			block.push({ ...line, file, below });
		}
	}
	return top;
}

/** Relative names are looked for beside a person's own files; see Include in ssh_config(5). */
async function included(
	{ words, number }: TextLine,
	file: string,
	depth: number,
): Promise<readonly ConfigLine[]> {
	if (depth >= MAX_DEPTH) throw badLine(file, number, 'too many files that include each other');
	const base = file.startsWith('/etc/') ? dirname(file) : join(homedir(), '.ssh');
	const lines: ConfigLine[] = [];
	for (const pattern of words) {
		for (const path of await filesFor(resolve(base, expandHome(pattern)))) {
			lines.push(...(await readConfigFile(path, depth + 1)));
		}
	}
	return lines;
}

/** Wildcards are followed in the last part of a path, where people use them. */
async function filesFor(pattern: string): Promise<readonly string[]> {
	if (!/[*?]/.test(basename(pattern))) return [pattern];
	const names = await readdir(dirname(pattern)).catch(() => []);
	const fitting = names.filter((name) => !name.startsWith('.') && matchesPattern(name, basename(pattern)));
	return fitting.sort().map((name) => join(dirname(pattern), name));
}
