import { homedir } from 'node:os';
import { join, sep } from 'node:path';

/** `~/x` as a path in the person's home directory; anything else unchanged. */
export function expandHome(path: string): string {
	return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/** A path as people write it: with `~` for their home directory. */
export function shortPath(path: string): string {
	const home = homedir();
	return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}
