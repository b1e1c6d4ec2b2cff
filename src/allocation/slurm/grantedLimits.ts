import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseTres, type Tres } from '../../slurm/tres.ts';

/** What accounting says an account may use; never what it has used. */
export interface GrantedLimits {
	readonly account: string;
	/** The account above; empty for the root. */
	readonly parent: string;
	/** TRES-minutes. */
	readonly limits: Tres;
}

/** The accounts' own limits, as far as the site lets the user see them. Loads slurmdbd. */
export const listGrantedLimits: RemoteCommand<readonly GrantedLimits[]> = {
	argv: [
		...['sacctmgr', '--noheader', '--parsable2', 'show', 'assoc', 'tree'],
		'format=Account,ParentName,User,GrpTRESMins',
	],
	parse: (stdout) =>
		stdout
			.split('\n')
			.filter((line) => line.trim() !== '')
			.flatMap((line) => {
				const [account, parent, user, limits, ...others] = line.split('|');
				if (account === undefined || parent === undefined || limits === undefined || others.length > 0)
					throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacctmgr', detail: line });
				return user === ''
					? [{ account: account.trim(), parent: parent.trim(), limits: parseTres(limits) }]
					: [];
			}),
};
