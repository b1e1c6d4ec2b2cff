import type { RemoteCommand } from '../remote/remoteCommand.ts';

/**
 * The long options that sbatch of a cluster lists, those of the site's plug-ins among them. It asks no daemon. A few that
 * it knows are in none of its lists.
 */
export const listSbatchOptions: RemoteCommand<readonly string[]> = {
	argv: ['sbatch', '--help'],
	parse: (stdout) => [
		...new Set([...stdout.matchAll(/^\s*(?:-\w,? +)?--([a-z][\w-]*)/gim)].map(([, name = '']) => name)),
	],
};

/** Every partition by name, those as well that are hidden from lists and yet take jobs. */
export const listPartitionNames: RemoteCommand<readonly string[]> = {
	argv: ['sinfo', '--all', '--noheader', '--format=%R'],
	parse: (stdout) => [...new Set(stdout.split('\n').filter((line) => line !== ''))],
};
