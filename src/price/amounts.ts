import type { BudgetLine } from '../allocation/budget.ts';
import type { SiteCost } from '../sites/site.ts';
import type { Tres } from '../slurm/tres.ts';

/** Resources held for a time in a partition. */
export interface Use {
	readonly partition: string;
	/** With `billing`. */
	readonly tres: Tres;
	readonly hours: number;
}

/** In what amounts are told: a line of a budget, or one made for the purpose. */
export type Unit = Pick<BudgetLine, 'resource' | 'unit'>;

/** Names that sites have for the hours of what Slurm counts. */
const COMMON_UNITS: Readonly<Record<string, string>> = {
	'GPU-h': 'gres/gpu',
	'core-h': 'cpu',
	'node-h': 'node',
};

/** How much that is in a unit; undefined where nobody told how the unit comes about. */
export function amountIn(
	unit: Unit,
	{ partition, tres, hours }: Use,
	cost: SiteCost | undefined,
): number | undefined {
	const rate = cost?.rates.find(({ partitions }) => partitions.some((pattern) => fits(pattern, partition)));
	if (cost !== undefined && unit.unit === cost.unit && rate) {
		const { perGpu, perCore, perNode, atLeast = 0 } = rate;
		const charged = (name: string) => Math.max(tres.get(name) ?? 0, atLeast);
		if (perGpu !== undefined) return perGpu * charged('gres/gpu') * hours;
		if (perCore !== undefined) return perCore * charged('cpu') * hours;
		return (perNode ?? 0) * charged('node') * hours;
	}
	const resource = unit.unit === undefined ? unit.resource : COMMON_UNITS[unit.unit];
	return resource === undefined ? undefined : (tres.get(resource) ?? 0) * hours;
}

/** The unit in which people count it who have no budget to compare it with. */
export function plainUnit({ tres, partition }: Use, cost: SiteCost | undefined): Unit {
	const isCharged = cost?.rates.some(({ partitions }) =>
		partitions.some((pattern) => fits(pattern, partition)),
	);
	if (cost && isCharged) return { resource: 'billing', unit: cost.unit };
	return { resource: (tres.get('gres/gpu') ?? 0) > 0 ? 'gres/gpu' : 'cpu', unit: undefined };
}

/** `*` stands for any text. */
function fits(pattern: string, name: string): boolean {
	const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`).test(name);
}
