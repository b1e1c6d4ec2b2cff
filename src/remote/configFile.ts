import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Directive, default as SSHConfig } from 'ssh-config';
import { expandHome } from './localPaths.ts';
import { matchesPattern } from './wildcard.ts';

/** A line of a client configuration. Host and Match lines hold the lines below them, Include lines those they bring in. */
export interface ConfigLine {
	/** In small letters, as the case means nothing. */
	readonly keyword: string;
	/** Without quotes, split where the file had unquoted spaces. */
	readonly words: readonly string[];
	readonly below: readonly ConfigLine[];
}

/** OpenSSH stops at this depth too (READCONF_MAX_DEPTH). */
const MAX_DEPTH = 16;

/** The lines of a file and of all that it includes; none when there is no such file. */
export async function readConfigFile(path: string, depth = 0): Promise<readonly ConfigLine[]> {
	const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT' || depth > 0) return '';
		throw error;
	});
	const { default: parser } = await import('ssh-config');
	return linesOf(parser.parse(text), dirname(path), depth);
}

async function linesOf(config: SSHConfig, folder: string, depth: number): Promise<readonly ConfigLine[]> {
	const lines: ConfigLine[] = [];
	for (const line of config) {
		if (!('param' in line)) continue;
		const keyword = line.param.toLowerCase();
		const words = wordsOf(line);
		const inside = 'config' in line ? await linesOf(line.config, folder, depth) : [];
		const below = keyword === 'include' ? await included(words, folder, depth) : inside;
		lines.push({ keyword, words, below });
	}
	return lines;
}

function wordsOf({ value, quoted }: Directive): readonly string[] {
	if (typeof value !== 'string') return value.map(({ val }) => val);
	return quoted ? [value] : value.split(/\s+/).filter(Boolean);
}

/** Relative names are looked for beside a person's own files; see Include in ssh_config(5). */
async function included(
	patterns: readonly string[],
	folder: string,
	depth: number,
): Promise<readonly ConfigLine[]> {
	if (depth >= MAX_DEPTH) return [];
	const base = folder.startsWith('/etc/') ? folder : join(homedir(), '.ssh');
	const lines: ConfigLine[] = [];
	for (const pattern of patterns) {
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
