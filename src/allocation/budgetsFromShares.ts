import type { Budget, BudgetLine } from './budget.ts';
import type { ShareRow } from './sshare.ts';

/** Resources that people count budgets in; memory and node minutes are bookkeeping. */
const COUNTED = /^(?:billing|cpu|gres\/.+)$/;

/**
 * The budget of every account in which the user has a row. A limit may sit on the account, on any account above it,
 * or on the user's own row: for each resource the one that leaves least is taken, because it binds first.
 */
export function budgetsFromShares(
	rows: readonly ShareRow[],
	user: string,
	defaultAccount: string | undefined,
): readonly Budget[] {
	const budgets: Budget[] = [];
	const above: ShareRow[] = [];
	for (const row of rows) {
		while ((above.at(-1)?.depth ?? -1) >= row.depth) above.pop();
		if (row.user === '') {
			above.push(row);
		} else if (row.user === user) {
			const carriers = [
				...above.filter((carrier) => carrier.account !== 'root' || carrier.limits.size > 0),
				row,
			];
			budgets.push({
				account: row.account,
				isDefault: row.account === defaultAccount,
				lines: bindingLines(carriers),
				usedMinutes: new Map([...(above.at(-1) ?? row).used].filter(([name]) => COUNTED.test(name))),
			});
		}
	}
	return budgets;
}

function bindingLines(carriers: readonly ShareRow[]): readonly BudgetLine[] {
	const binding = new Map<string, BudgetLine>();
	for (const carrier of carriers) {
		for (const [resource, limitMinutes] of carrier.limits) {
			const line: BudgetLine = {
				resource,
				limitMinutes,
				usedMinutes: carrier.used.get(resource) ?? 0,
				committedMinutes: carrier.committed.get(resource) ?? 0,
				limitedBy: carrier.account,
			};
			const known = binding.get(resource);
			if (!known || leftOf(line) < leftOf(known)) binding.set(resource, line);
		}
	}
	return [...binding.values()];
}

function leftOf(line: BudgetLine): number {
	return line.limitMinutes - line.usedMinutes;
}
