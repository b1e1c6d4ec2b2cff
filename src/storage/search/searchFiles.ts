import { shellQuote } from '../../base/shellQuote.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import { GrepReader } from './grepOutput.ts';
import type { FileMatches } from './lineMatch.ts';
import type { WalkLimits } from './politeShell.ts';
import { RgReader } from './rgOutput.ts';
import type { SearchQuery } from './searchQuery.ts';
import { matchMark, type SearchTool, searchArgv, searchEnv } from './searchTool.ts';
import { walk } from './walk.ts';
import { walkOutput } from './walkOutput.ts';

/** Bounds of one search. */
export interface SearchLimits extends WalkLimits {
	/** After so many lines with matches it ends. */
	readonly lines: number;
	/** After so many bytes of them it ends, long lines in full. */
	readonly bytes: number;
	/** Larger files are passed over. */
	readonly fileMiB: number;
}

export const SEARCH_LIMITS: SearchLimits = {
	...{ seconds: 90, cpuSeconds: 60 },
	...{ lines: 2_000, bytes: 64 * 1024 * 1024, fileMiB: 100 },
};

/** How a search ended. */
export interface SearchEnd {
	/** Why not all was seen: by time, by the number of matches, or by their size. */
	readonly cut?: 'time' | 'number' | 'size';
	/** Files and folders that could not be read. */
	readonly unreadable: number;
}

/** Files that one process of the tool gets: few enough that matches come soon, enough that starting it costs little. */
const FILES_EACH = 1_000;

/** What xargs ends with: all well, or a process of the tool found nothing or could not read something. */
const USUAL = [0, 123];

/**
 * Looks for text in the files below a folder, and hands over what it finds as it is found, the lines of a file perhaps in
 * several pieces. The files are listed by `find` and read by the tool, so that every tool reads the same ones. Throws as
 * `walkOutput` does, and ProblemError `outputNotUnderstood`.
 */
export async function* searchFiles(
	host: Pick<RemoteHost, 'name' | 'stream'>,
	{
		folder,
		query,
		tool,
	}: { readonly folder: string; readonly query: SearchQuery; readonly tool: SearchTool },
	limits: SearchLimits,
	signal: AbortSignal,
): AsyncGenerator<readonly FileMatches[], SearchEnd> {
	const mark = matchMark();
	const files = walk(query, { of: 'content', mostMiB: limits.fileMiB });
	const each = ['xargs', '-0', '-r', '-n', String(FILES_EACH), ...searchArgv(tool, query)];
	const commandLine = `${files} | ${shellQuote([...searchEnv(query, mark), ...each])}`;
	const { program } = tool;
	const output = walkOutput(host, { folder, commandLine, program, limits }, USUAL, signal);
	const reader = tool.kind === 'rg' ? new RgReader() : new GrepReader(mark);
	let [lines, bytes] = [0, 0];
	try {
		for (;;) {
			const { done, value } = await output.next();
			if (done) {
				const { isLate, unreadable } = value;
				return { unreadable, ...(isLate && { cut: 'time' as const }) };
			}
			bytes += value.length;
			const found = reader.push(value);
			const kept = firstLines(found, limits.lines - lines);
			lines += countLines(found);
			if (kept.length > 0) yield kept;
			if (lines > limits.lines) return { unreadable: 0, cut: 'number' };
			if (bytes > limits.bytes) return { unreadable: 0, cut: 'size' };
		}
	} finally {
		await output.return({ isLate: false, unreadable: 0 });
	}
}

export function countLines(files: readonly FileMatches[]): number {
	return files.reduce((sum, { lines }) => sum + lines.length, 0);
}

function firstLines(files: readonly FileMatches[], most: number): readonly FileMatches[] {
	let left = most;
	return files.flatMap(({ path, lines }) => {
		const kept = lines.slice(0, Math.max(0, left));
		left -= lines.length;
		return kept.length > 0 ? [{ path, lines: kept }] : [];
	});
}
