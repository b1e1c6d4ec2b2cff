/** Among what a limit holds. */
export type LimitScope = 'together' | 'eachUser' | 'eachAccount' | 'eachJob' | 'eachNode';

/** What is counted: jobs, an amount of a resource, or that times the minutes it is used or claimed. */
export type LimitMeasure = 'jobs' | 'submitted' | 'wallMinutes' | 'amount' | 'minutes' | 'runMinutes';

/** Which limit a reason code speaks of. */
export interface LimitKey {
	readonly carrier: 'account' | 'qos';
	readonly scope: LimitScope;
	readonly measure: LimitMeasure;
	/** The job asks for too little. */
	readonly isMinimum: boolean;
	/** Whether a resource of this name is meant; always false for jobs and wall-clock time. */
	readonly fits: (resource: string) => boolean;
}

const RESOURCES: Readonly<Record<string, RegExp>> = {
	Cpu: /^cpu$/,
	CPU: /^cpu$/,
	Mem: /^mem$/,
	Memory: /^mem$/,
	Node: /^node$/,
	GRES: /^gres\//,
	License: /^license\//,
	BB: /^bb\//,
	Energy: /^energy$/,
	Billing: /^billing$/,
	Unknown: /^(?!(?:cpu|mem|node|energy|billing)$|gres\/|license\/|bb\/)/,
};

const CODE = new RegExp(
	'^(Assoc|QOS)?(Grp|Max|Min)' +
		`(?:(${Object.keys(RESOURCES)
			.sort((a, b) => b.length - a.length)
			.join('|')})(Run)?(Minutes|Mins)?|(Jobs|SubmitJobs?|Wall(?:Duration)?))` +
		'(?:Per(Job|Node|User|Account))?(?:Limit|NotSatisfied)?$',
);

/** Slurm's codes for limits are made of parts; undefined for codes that name no limit or do not say which. */
export function limitKey(code: string): LimitKey | undefined {
	const match = CODE.exec(code);
	if (!match) return undefined;
	const [, carrier, bound = '', resource = '', run, minutes, counted = '', per = ''] = match;
	if (carrier === undefined && per !== 'User' && per !== 'Account') return undefined;
	const names = RESOURCES[resource];
	return {
		carrier: carrier === 'Assoc' ? 'account' : 'qos',
		scope: scopeOf(bound, per),
		measure: measureOf(counted, run !== undefined, minutes !== undefined),
		isMinimum: bound === 'Min',
		fits: (name) => names?.test(name) ?? false,
	};
}

function scopeOf(bound: string, per: string): LimitScope {
	if (bound === 'Grp') return 'together';
	if (bound === 'Min') return 'eachJob';
	switch (per) {
		case 'Job':
			return 'eachJob';
		case 'Node':
			return 'eachNode';
		case 'Account':
			return 'eachAccount';
		default:
			return 'eachUser';
	}
}

function measureOf(counted: string, isRun: boolean, isMinutes: boolean): LimitMeasure {
	if (counted.startsWith('Wall')) return 'wallMinutes';
	if (counted.startsWith('Submit')) return 'submitted';
	if (counted === 'Jobs') return 'jobs';
	if (!isMinutes) return 'amount';
	return isRun ? 'runMinutes' : 'minutes';
}
