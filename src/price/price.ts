import { type Budget, remainingOf } from '../allocation/budget.ts';
import { type JobRequest, jobRequests } from '../script/checks/jobRequest.ts';
import { lastSetting, type Script } from '../script/readScript.ts';
import type { SiteCost } from '../sites/site.ts';
import type { Association } from '../slurm/cluster/associations.ts';
import type { ClusterFacts } from '../slurm/cluster/clusterFacts.ts';
import type { Partition } from '../slurm/cluster/partitions.ts';
import type { Seconds } from '../slurm/duration.ts';
import { amountIn, plainUnit, type Unit, type Use } from './amounts.ts';
import { arrayCount } from './arrayCount.ts';
import { billingOf, billingRule } from './billing.ts';
import { givenTo, shapeOf } from './given.ts';
import { type BrokenLimit, brokenLimit } from './limits.ts';

/** What a job is compared with. Asks nothing: facts are as they are known. */
export interface Market {
	readonly facts: Pick<
		ClusterFacts,
		'partitions' | 'nodes' | 'configuration' | 'qos' | 'associations' | 'limits'
	>;
	readonly user: string;
	readonly budgets: readonly Budget[];
	readonly cost: SiteCost | undefined;
	/** The account that jobs are charged to which name none. */
	readonly account: string | undefined;
}

/** Whether what is left is enough: for now, only when running jobs give back what they claimed, or not at all. */
export type Fit = 'fits' | 'fitsLater' | 'tooMuch' | 'unknown';

/** What a job may cost. */
export interface Price {
	readonly unit: Unit;
	/** If it runs until its time limit; undefined where it has none. */
	readonly most: number | undefined;
	/** Of what is left, 1 for all of it; undefined where that cannot be compared. */
	readonly share: number | undefined;
	readonly fit: Fit;
	readonly account: string | undefined;
	/** What the account or the QOS does not allow; undefined where nothing is known to be in the way. */
	readonly broken: BrokenLimit | undefined;
	/** The middle of what runs of that name cost before; undefined where there are none. */
	readonly typical: { readonly amount: number; readonly runs: number } | undefined;
}

/** Undefined where too little is known of the cluster to say anything. */
export function priceOf(
	script: Script,
	market: Market,
	runs: readonly (readonly Use[])[],
): Price | undefined {
	const requests = jobRequests(script);
	const uses = requests.map((request) => dearestUse(request, script, market));
	const known = uses.filter((use) => use !== undefined);
	const [first] = known;
	if (!first || known.length < uses.length) return undefined;
	const account = accountOf(script, market);
	const amount = (unit: Unit) => sumIn(unit, known, market.cost);
	const { unit, left, free } = tightest(account, market, amount) ?? {
		...{ unit: plainUnit(first, market.cost), left: undefined, free: undefined },
	};
	const most = amount(unit);
	const isLimited = most !== undefined && Number.isFinite(most);
	const share = isLimited && left !== undefined && left > 0 ? most / left : undefined;
	return {
		unit,
		most: isLimited ? most : undefined,
		share,
		fit: fitOf(most, left, free),
		account,
		broken: requests
			.map((request, index) => brokenBy(request, known[index], script, market))
			.find((broken) => broken !== undefined),
		typical: typicalIn(unit, runs, market.cost),
	};
}

function fitOf(most: number | undefined, left: number | undefined, free: number | undefined): Fit {
	if (most === undefined || left === undefined) return 'unknown';
	if (most > left) return 'tooMuch';
	return free !== undefined && most > free ? 'fitsLater' : 'fits';
}

function sumIn(unit: Unit, uses: readonly Use[], cost: SiteCost | undefined): number | undefined {
	const amounts = uses.map((use) => amountIn(unit, use, cost));
	return amounts.some((amount) => amount === undefined)
		? undefined
		: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
}

/** What one job, or one task of an array, does not get where it costs most. */
function brokenBy(
	request: JobRequest,
	use: Use | undefined,
	script: Script,
	market: Market,
): BrokenLimit | undefined {
	const { partitions, nodes, configuration, limits } = market.facts;
	const account = accountOf(script, market);
	const partition = partitions.value?.find(({ name }) => name === use?.partition);
	const isEnforced = configuration.value?.enforced.some((word) => /^(?:limits|safe|all)$/.test(word));
	if (!use || !partition || account === undefined || !limits.value || !isEnforced) return undefined;
	const seconds = secondsOf(request, partition);
	// Where it could do with less nothing may be said against it.
	const given = givenTo(
		request,
		partition,
		shapeOf(partition, nodes.value),
		configuration.value,
		'fewestNodes',
	);
	const rule = billingRule(configuration.value?.values.get('PriorityFlags'));
	const tres = new Map([...given, ['billing', billingOf(given, partition, rule)] as const]);
	const job = {
		...{ account, user: market.user, partition: partition.name, tres },
		qos: request.qos ?? associationOf(account, market.facts.associations.value)?.defaultQos ?? '',
		nodeCount: tres.get('node') ?? 1,
		limit: Number.isFinite(seconds) ? (seconds as Seconds) : undefined,
	};
	return brokenLimit(job, tasksOf(script) ?? 1, limits.value, partition);
}

/** Of the partitions that a request names, the one in which it costs most. */
function dearestUse(request: JobRequest, script: Script, market: Market): Use | undefined {
	const { partitions, nodes, configuration, qos } = market.facts;
	const all = partitions.value ?? [];
	const named = request.partitions?.map((name) => all.find((partition) => partition.name === name)) ?? [
		all.find(({ isDefault }) => isDefault),
	];
	const tasks = tasksOf(script);
	if (request.isElsewhere || tasks === undefined) return undefined;
	const rule = billingRule(configuration.value?.values.get('PriorityFlags'));
	const factor = usageFactor(request, qos.value ?? [], market);
	const uses = named.map((partition): Use | undefined => {
		if (!partition) return undefined;
		const given = givenTo(request, partition, shapeOf(partition, nodes.value), configuration.value);
		const billing = billingOf(given, partition, rule);
		return {
			partition: partition.name,
			tres: new Map([...given, ['billing', billing]]),
			hours: ((secondsOf(request, partition) * tasks) / 3600) * factor,
		};
	});
	if (uses.some((use) => use === undefined)) return undefined;
	const weight = (use: Use | undefined) => (use ? (use.tres.get('billing') ?? 0) * use.hours : 0);
	return uses.toSorted((a, b) => weight(b) - weight(a))[0];
}

function tasksOf({ settings }: Script): number | undefined {
	const array = lastSetting(settings, 'array')?.value;
	return array ? arrayCount(array) : 1;
}

/** Infinity without a limit. A partition's own limit holds for a job that asks for more. */
function secondsOf({ time }: JobRequest, { defaultTime, maxTime }: Partition): number {
	const asked = time ?? defaultTime ?? Number.POSITIVE_INFINITY;
	return Math.min(Math.ceil(asked / 60) * 60, maxTime ?? Number.POSITIVE_INFINITY);
}

function usageFactor(
	{ qos }: JobRequest,
	all: readonly { readonly name: string; readonly usageFactor: number }[],
	{ account, facts }: Market,
): number {
	const name = qos ?? associationOf(account, facts.associations.value)?.defaultQos;
	return all.find((one) => one.name === name)?.usageFactor ?? 1;
}

function associationOf(
	account: string | undefined,
	all: readonly Association[] | undefined,
): Association | undefined {
	return all?.find((one) => one.account === account && one.partition === '');
}

function accountOf(script: Script, { account }: Market): string | undefined {
	return lastSetting(script.settings, 'account')?.value || account;
}

interface Tightest {
	readonly unit: Unit;
	readonly left: number;
	readonly free: number;
}

/** The line of which the job takes the greatest share; GPUs go first where it makes no difference. */
function tightest(
	account: string | undefined,
	{ budgets }: Market,
	amount: (unit: Unit) => number | undefined,
): Tightest | undefined {
	const budget =
		budgets.find((one) => one.account === account) ??
		(account === undefined ? budgets.find(({ isDefault }) => isDefault) : undefined);
	const lines = (budget?.lines ?? []).flatMap((line) => {
		const left = remainingOf(line);
		const most = amount(line);
		if (line.onlyIn !== undefined || left === undefined || !most) return [];
		const isGpu = /gpu/i.test(line.unit ?? line.resource);
		return [{ unit: line, left, free: left - (line.committed ?? 0), share: most / left, isGpu }];
	});
	return lines.toSorted((a, b) => b.share - a.share || Number(b.isGpu) - Number(a.isGpu))[0];
}

function typicalIn(
	unit: Unit,
	runs: readonly (readonly Use[])[],
	cost: SiteCost | undefined,
): Price['typical'] {
	const amounts = runs
		.map((uses) => sumIn(unit, uses, cost))
		.filter((amount) => amount !== undefined)
		.toSorted((a, b) => a - b);
	const middle = amounts[Math.floor((amounts.length - 1) / 2)];
	return middle === undefined ? undefined : { amount: middle, runs: amounts.length };
}
