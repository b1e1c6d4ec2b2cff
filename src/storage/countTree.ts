import type { RemoteCommand } from '../remote/remoteCommand.ts';

/** How much there is in some files and folders. */
export interface TreeCount {
	readonly files: number;
	readonly bytes: number;
	/** False when the counting ended before all was seen. */
	readonly isComplete: boolean;
}

const SECONDS = 10;
const MOST_FILES = 100_000;

/** Counts what is no folder at and below some paths, for no longer than a person waits for a question. */
export function countTree(paths: readonly string[]): RemoteCommand<TreeCount> {
	const script = `command -v timeout >/dev/null || timeout() { shift; "$@"; }
{ timeout ${SECONDS} nice find "$@" ! -type d -printf '%s\\n' 2>/dev/null; [ $? = 124 ] && echo late; } |
awk 'NR > ${MOST_FILES} || $1 == "late" { late = 1; exit } { n++; s += $1 } END { printf "%d %.0f %s\\n", n, s, late ? "late" : "all" }'`;
	return {
		argv: ['sh', '-c', script, 'sh', ...paths.map((path) => (path.startsWith('/') ? path : `./${path}`))],
		parse: (stdout) => {
			const [files = '0', bytes = '0', state] = stdout.trim().split(' ');
			return { files: Number(files), bytes: Number(bytes), isComplete: state === 'all' };
		},
	};
}
