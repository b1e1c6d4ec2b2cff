import type { RemoteCommand } from '../../remote/remoteCommand.ts';

/** The account that the user's jobs are charged to unless they name another; undefined when accounting knows none. */
export function readDefaultAccount(user: string): RemoteCommand<string | undefined> {
	return {
		argv: ['sacctmgr', '--noheader', '--parsable2', 'show', 'user', `name=${user}`, 'format=DefaultAccount'],
		parse: (stdout) => stdout.split('\n')[0]?.trim() || undefined,
	};
}
