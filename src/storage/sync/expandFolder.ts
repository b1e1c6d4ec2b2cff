import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';

/** `~`, `$NAME` or `${NAME}` at the beginning, and the rest. */
const BEGINNING = /^(?:(~)|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}))(?=\/|$)/;

/**
 * The absolute path of a folder as a person writes it: `/data/x`, `~/x`, or `$SCRATCH/x` with a variable of the login node. Throws
 * ProblemError `badSetting` for a variable that is not set there, and for what is no path of a folder to sync to.
 */
export function expandFolder(folder: string, setting: string): RemoteCommand<string> {
	const fail = (detail: string) => new ProblemError({ kind: 'badSetting', setting, detail });
	const match = BEGINNING.exec(folder);
	const variable = match?.[1] ? 'HOME' : (match?.[2] ?? match?.[3]);
	const rest = folder.slice(match?.[0].length ?? 0);
	const whole = (base: string) => {
		const names = `${base}${rest}`.split('/').filter((name) => name !== '' && name !== '.');
		if (!`${base}${rest}`.startsWith('/') || names.includes('..'))
			throw fail(`"${folder}" must begin with "/", "~/" or "$NAME/", and may not hold ".."`);
		// Directly in the root there is nothing of a person's: only a mistake can lead there.
		if (names.length < 2) throw fail(`"/${names.join('/')}" is too near the root of the file system`);
		return `/${names.join('/')}`;
	};
	if (variable === undefined) return { argv: ['true'], parse: () => whole('') };
	return {
		// An unset variable is an empty answer, not a failure.
		argv: ['sh', '-c', `printenv ${variable} || :`],
		parse: (stdout) => {
			const value = stdout.replace(/\n$/, '');
			if (value === '') throw fail(`"${folder}": the cluster has no variable ${variable}`);
			return whole(value);
		},
	};
}
