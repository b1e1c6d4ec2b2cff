import type { Partition } from '../slurm/cluster/partitions.ts';
import type { Tres } from '../slurm/tres.ts';

/** How a cluster adds up what its weights say, as `PriorityFlags` of its configuration tells. */
export type BillingRule = 'sum' | 'most' | 'mostOfGres';

export function billingRule(priorityFlags: string | undefined): BillingRule {
	if (/\bMAX_TRES_GRES\b/.test(priorityFlags ?? '')) return 'mostOfGres';
	return /\bMAX_TRES\b/.test(priorityFlags ?? '') ? 'most' : 'sum';
}

/**
 * The billing units that slurmctld gives a job, which its accounts pay for each hour: a whole number, cut off
 * (slurmctld's assoc_mgr_tres_weighted). Without weights the CPUs count.
 */
export function billingOf(given: Tres, { billingWeights }: Partition, rule: BillingRule): number {
	if (billingWeights.size === 0) return given.get('cpu') ?? 0;
	const weighted = [...billingWeights].map(([name, weight]) => ({
		name,
		units: amountOf(given, name, billingWeights) * weight,
	}));
	const sum = (which: (name: string) => boolean) =>
		weighted.filter(({ name }) => which(name)).reduce((all, { units }) => all + units, 0);
	const isGres = (name: string) => name.startsWith('gres/');
	const isOfNodes = (name: string) => isGres(name) || ['cpu', 'mem', 'node'].includes(name);
	const ofNodes = weighted.filter(({ name }) => isOfNodes(name));
	const most = (names: (name: string) => boolean) =>
		Math.max(0, ...ofNodes.filter(({ name }) => names(name)).map(({ units }) => units));
	const perNode =
		rule === 'sum'
			? sum(isOfNodes)
			: rule === 'most'
				? most(() => true)
				: Math.max(
						most((name) => !isGres(name)),
						sum(isGres),
					);
	// Sums of tenths fall a hair short of what they are.
	return Math.floor(perNode + sum((name) => !isOfNodes(name)) + 1e-9);
}

/** A GPU of a type that has a weight of its own is taken for one of the dearest, where the request leaves it open. */
function amountOf(given: Tres, name: string, weights: ReadonlyMap<string, number>): number {
	const known = given.get(name);
	if (known !== undefined || !name.startsWith('gres/gpu:')) return known ?? 0;
	if ([...given.keys()].some((other) => other.startsWith('gres/gpu:'))) return 0;
	const typed = [...weights].filter(([other]) => other.startsWith('gres/gpu:'));
	const dearest = Math.max(...typed.map(([, weight]) => weight));
	return typed.find(([, weight]) => weight === dearest)?.[0] === name ? (given.get('gres/gpu') ?? 0) : 0;
}
