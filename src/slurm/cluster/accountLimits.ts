import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseDuration } from '../duration.ts';
import { parseTres } from '../tres.ts';
import type { Limited, LimitedTres, LimitRecord } from './limits.ts';

const FIELDS = [
	'Account',
	'User',
	'GrpJobs',
	'GrpSubmit',
	'GrpWall',
	'GrpTRES',
	'GrpTRESMins',
	'GrpTRESRunMins',
] as const;

type Field = (typeof FIELDS)[number];

/**
 * The limits of accounts as a whole, from slurmdbd, without what is used of them. It tells them also where the site hides
 * what others use (PrivateData), and with it the account's own record in the controller (seen with Slurm 20.11 and 22.05).
 */
export function listAccountLimits(accounts: readonly string[]): RemoteCommand<readonly LimitRecord[]> {
	return {
		argv: [
			...['sacctmgr', '--noheader', '--parsable2', 'show', 'associations', 'where'],
			...[`account=${accounts.join(',')}`, `format=${FIELDS.join(',')}`],
		],
		parse: (stdout) =>
			stdout
				.split('\n')
				.filter((line) => line !== '')
				.map((line) => line.split('|'))
				.flatMap((values) => {
					if (values.length !== FIELDS.length)
						throw new ProblemError({
							kind: 'outputNotUnderstood',
							command: 'sacctmgr',
							detail: values.join('|'),
						});
					return values[1] === '' ? [record(values)] : [];
				}),
	};
}

const NONE: Limited = { limit: undefined, used: undefined };

function record(values: readonly string[]): LimitRecord {
	const field = (name: Field) => values[FIELDS.indexOf(name)] ?? '';
	const count = (name: Field) => ({
		limit: /^\d+$/.test(field(name)) ? Number(field(name)) : undefined,
		used: undefined,
	});
	const tres = (name: Field): LimitedTres =>
		new Map([...parseTres(field(name))].map(([resource, limit]) => [resource, { limit, used: undefined }]));
	const wall = parseDuration(field('GrpWall'));
	const empty = new Map<string, Limited>();
	return {
		holder: { kind: 'account', account: field('Account'), user: '', partition: '', parent: '' },
		group: {
			jobs: count('GrpJobs'),
			submitted: count('GrpSubmit'),
			wallMinutes: { limit: wall === undefined ? undefined : wall / 60, used: undefined },
			tres: tres('GrpTRES'),
			tresMinutes: tres('GrpTRESMins'),
			tresRunMinutes: tres('GrpTRESRunMins'),
		},
		jobs: NONE,
		submitted: NONE,
		perJob: { wallMinutes: undefined, tres: empty, tresPerNode: empty, tresMinutes: empty, minTres: empty },
		perUser: new Map(),
		perAccount: new Map(),
	};
}
