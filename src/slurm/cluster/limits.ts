import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { type KeyValues, keyValues } from './keyValues.ts';

/** A limit with what is used of it: jobs, minutes, or an amount. Memory is in MiB, and MiB-minutes. */
export interface Limited {
	/** Undefined for no limit. */
	readonly limit: number | undefined;
	/** Undefined where only the limit is told. */
	readonly used: number | undefined;
}

/** Limits for each resource by Slurm's name: `cpu`, `mem`, `gres/gpu`, `billing`. */
export type LimitedTres = ReadonlyMap<string, Limited>;

/** Limits on what one user, or one account, has in a QOS at a time. */
export interface ShareOfQos {
	readonly jobs: Limited;
	readonly submitted: Limited;
	readonly tres: LimitedTres;
	readonly tresRunMinutes: LimitedTres;
}

/** Whose limits these are. `account` may be an account as a whole, or one user in it. */
export type LimitHolder =
	| { readonly kind: 'qos'; readonly name: string }
	| {
			readonly kind: 'account';
			readonly account: string;
			/** Empty for the account as a whole. */
			readonly user: string;
			/** Empty for all partitions. */
			readonly partition: string;
			/** Empty at the top, and for a user. */
			readonly parent: string;
	  };

/** The limits that one account, user or QOS carries. */
export interface LimitRecord {
	readonly holder: LimitHolder;
	/** What all jobs below it may have together. */
	readonly group: {
		readonly jobs: Limited;
		readonly submitted: Limited;
		/** Minutes of wall-clock time. */
		readonly wallMinutes: Limited;
		readonly tres: LimitedTres;
		/** A budget: resources times minutes. */
		readonly tresMinutes: LimitedTres;
		/** Resources times the minutes that running jobs have left. */
		readonly tresRunMinutes: LimitedTres;
	};
	/** Of a user in an account. */
	readonly jobs: Limited;
	readonly submitted: Limited;
	/** What one job may ask for. */
	readonly perJob: {
		readonly wallMinutes: number | undefined;
		readonly tres: LimitedTres;
		readonly tresPerNode: LimitedTres;
		readonly tresMinutes: LimitedTres;
		readonly minTres: LimitedTres;
	};
	/** In a QOS, by user name and by account name. */
	readonly perUser: ReadonlyMap<string, ShareOfQos>;
	readonly perAccount: ReadonlyMap<string, ShareOfQos>;
}

/**
 * The limits that hold for a user's jobs, with what is used, from the controller's memory: what Slurm itself compares
 * with. Of accounts those of the user and all above them. In the form of several lines, where users stand by name.
 */
export function listLimits(user: string, qos: readonly string[]): RemoteCommand<readonly LimitRecord[]> {
	return {
		argv: [
			...['scontrol', 'show', 'assoc_mgr', qos.length > 0 ? 'flags=assoc,qos' : 'flags=assoc'],
			`users=${user}`,
			...(qos.length > 0 ? [`qos=${qos.join(',')}`] : []),
		],
		parse: (stdout) => {
			if (!stdout.startsWith('Current Association Manager state'))
				throw new ProblemError({
					kind: 'outputNotUnderstood',
					command: 'scontrol',
					detail: stdout.slice(0, 500),
				});
			return recordsOf(stdout).map(parseRecord);
		},
	};
}

interface Pieces {
	readonly values: KeyValues;
	readonly perUser: ReadonlyMap<string, ShareOfQos>;
	readonly perAccount: ReadonlyMap<string, ShareOfQos>;
}

/**
 * A record goes from its first line to the next one's; below a QOS stand the shares of accounts and users: users by name,
 * before Slurm 24.11 by number, for which the person's own association tells the name.
 */
function recordsOf(stdout: string): readonly Pieces[] {
	const names = new Map(
		[...stdout.matchAll(/^ClusterName=.* UserName=(\S+)\((\d+)\) /gm)].map(([, name = '', uid = '']) => [
			uid,
			name,
		]),
	);
	return stdout
		.split(/^(?=ClusterName=|QOS=)/m)
		.slice(1)
		.map((text) => {
			const record = text.split(/^(?:User Records|Association Records|QOS Records)$/m)[0] ?? '';
			const [own = '', shares = ''] = record.split(/^ *Account Limits$/m);
			const [accounts = '', users = ''] = shares.split(/^ *User Limits$/m);
			return {
				values: keyValues(own.replaceAll('\n', ' ')),
				perAccount: sharesOf(accounts, 'PA', new Map()),
				perUser: sharesOf(users, 'PU', names),
			};
		});
}

function sharesOf(
	text: string,
	suffix: 'PA' | 'PU',
	names: ReadonlyMap<string, string>,
): ReadonlyMap<string, ShareOfQos> {
	const shares = new Map<string, ShareOfQos>();
	for (const block of text.split(/^ {6}(?=\S)/m).slice(1)) {
		const [heading = '', ...lines] = block.split('\n');
		const values = keyValues(lines.join(' '));
		const limited = (key: string) => parseLimited(values.get(`${key}${suffix}`));
		const name = heading.trim().replace(/\(\d+\)$/, '');
		shares.set(names.get(name) ?? name, {
			jobs: limited('MaxJobs'),
			submitted: limited('MaxSubmitJobs'),
			tres: parseLimitedTres(values.get(`MaxTRES${suffix}`)),
			tresRunMinutes: parseLimitedTres(values.get(`MaxTRESRunMins${suffix}`)),
		});
	}
	return shares;
}

function parseRecord({ values, perUser, perAccount }: Pieces): LimitRecord {
	const limited = (key: string) => parseLimited(values.get(key));
	const tres = (key: string) => parseLimitedTres(values.get(key));
	return {
		holder: holderOf(values),
		group: {
			jobs: limited('GrpJobs'),
			submitted: limited('GrpSubmitJobs'),
			wallMinutes: limited('GrpWall'),
			tres: tres('GrpTRES'),
			tresMinutes: tres('GrpTRESMins'),
			tresRunMinutes: tres('GrpTRESRunMins'),
		},
		jobs: limited('MaxJobs'),
		submitted: limited('MaxSubmitJobs'),
		perJob: {
			wallMinutes: limited('MaxWallPJ').limit,
			tres: tres('MaxTRESPJ'),
			tresPerNode: tres('MaxTRESPN'),
			tresMinutes: tres('MaxTRESMinsPJ'),
			minTres: tres('MinTRESPJ'),
		},
		perUser,
		perAccount,
	};
}

function holderOf(values: KeyValues): LimitHolder {
	const bare = (key: string) => (values.get(key) ?? '').replace(/\(\d+\)$/, '');
	if (values.has('QOS')) return { kind: 'qos', name: bare('QOS') };
	return {
		kind: 'account',
		account: bare('Account'),
		user: bare('UserName'),
		partition: bare('Partition'),
		parent: bare('ParentAccount'),
	};
}

/** `5(2)`, `N(2)` for no limit, `60` without a use, or nothing. */
function parseLimited(text = ''): Limited {
	const [, limit, used] = /^(N|\d+(?:\.\d+)?)?(?:\((\d+(?:\.\d+)?)\))?$/.exec(text) ?? [];
	return {
		limit: limit === undefined || limit === 'N' ? undefined : Number(limit),
		used: used === undefined ? undefined : Number(used),
	};
}

/** `cpu=20(3),mem=N(0)`, or `cpu=2` where no use is told. */
function parseLimitedTres(text = ''): LimitedTres {
	const found = new Map<string, Limited>();
	for (const item of text.split(',')) {
		const at = item.indexOf('=');
		if (at > 0) found.set(item.slice(0, at), parseLimited(item.slice(at + 1)));
	}
	return found;
}
