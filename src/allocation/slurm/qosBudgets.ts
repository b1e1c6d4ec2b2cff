import type { LimitRecord } from '../../slurm/cluster/limits.ts';
import { type BudgetLine, budgetLine } from '../budget.ts';

/** Limit and use of each QOS that has one, from the controller's memory: what it enforces. */
export function qosLines(records: readonly LimitRecord[]): ReadonlyMap<string, readonly BudgetLine[]> {
	const lines = new Map<string, readonly BudgetLine[]>();
	for (const { holder, group } of records) {
		if (holder.kind !== 'qos') continue;
		const { name } = holder;
		const budgets = [...group.tresMinutes].flatMap(([resource, { limit, used = 0 }]) =>
			limit === undefined
				? []
				: [
						budgetLine({
							resource,
							granted: limit / 60,
							used: used / 60,
							committed: (group.tresRunMinutes.get(resource)?.used ?? 0) / 60,
							limitedBy: name,
							onlyIn: name,
						}),
					],
		);
		lines.set(name, budgets);
	}
	return lines;
}
