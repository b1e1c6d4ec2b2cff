import type { RemoteCommand } from '../../remote/remoteCommand.ts';

/** When the next file of a purged folder goes, as far as a short look could tell. */
export interface OldestFile {
	/** Milliseconds since 1970. */
	readonly modified: number;
	/** False when the look ended before it had seen all: an older one may be there. */
	readonly isComplete: boolean;
}

/** Longer than this nobody's file system is walked for a figure in a view. */
const SECONDS = 10;
const MOST_FILES = 200_000;

/**
 * The oldest file of this user below a folder, by its last change, since that is what most sites purge by. Bounded in time
 * and number, at the lowest priority.
 */
export function findOldestFile(folder: string): RemoteCommand<OldestFile | undefined> {
	const script = `command -v timeout >/dev/null || timeout() { shift; "$@"; }
cd -- "$1" || exit 0
{ timeout ${SECONDS} nice -n 19 find . -xdev -type f -user "$(id -u)" -printf '%T@\\n' 2>/dev/null; [ $? = 124 ] && echo late; } |
awk 'NR > ${MOST_FILES} || $1 == "late" { late = 1; exit } !n++ || $1 < min { min = $1 } END { if (n) print min, late ? "late" : "all" }'`;
	return {
		argv: ['sh', '-c', script, 'sh', folder],
		parse: (stdout) => {
			const [time, state] = stdout.trim().split(' ');
			const seconds = Number.parseFloat(time ?? '');
			if (!Number.isFinite(seconds)) return undefined;
			return { modified: Math.floor(seconds) * 1000, isComplete: state === 'all' };
		},
	};
}
