import { type Budget, type BudgetLine, budgetLine } from '../budget.ts';
import type { ShareRow } from './sshare.ts';

/** Resources that people count budgets in; memory and node minutes are bookkeeping. */
const COUNTED = /^(?:billing|cpu|gres\/.+)$/;

export interface ShareFacts {
	readonly user: string;
	readonly defaultAccount: string | undefined;
	/** Whether use counts less as time goes by. */
	readonly decays: boolean;
}

/**
 * The budget of every account in which the user has a row. A limit may sit on the account, on any account above it,
 * or on the user's own row: for each resource the one that leaves least is taken, because it binds first.
 */
export function budgetsFromShares(
	rows: readonly ShareRow[],
	{ user, defaultAccount, decays }: ShareFacts,
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
			// Where PrivateData hides use, no row of the account stands above the person's own.
			const isOwnUseOnly = !above.some(({ account }) => account === row.account);
			budgets.push({
				account: row.account,
				isDefault: row.account === defaultAccount,
				lines: bindingLines(carriers, decays),
				usedHours: new Map(
					[...(above.at(-1) ?? row).used]
						.filter(([name]) => COUNTED.test(name))
						.map(([name, minutes]) => [name, minutes / 60]),
				),
				isOwnUseOnly,
			});
		}
	}
	return budgets;
}

function bindingLines(carriers: readonly ShareRow[], decays: boolean): readonly BudgetLine[] {
	const binding = new Map<string, BudgetLine>();
	for (const carrier of carriers) {
		for (const [resource, limitMinutes] of carrier.limits) {
			const line = budgetLine({
				resource,
				granted: limitMinutes / 60,
				used: (carrier.used.get(resource) ?? 0) / 60,
				committed: (carrier.committed.get(resource) ?? 0) / 60,
				limitedBy: carrier.account,
				decays,
			});
			binding.set(resource, tighter(binding.get(resource), line));
		}
	}
	return [...binding.values()];
}

/** Of two limits on one resource the one that leaves less. */
export function tighter(known: BudgetLine | undefined, line: BudgetLine): BudgetLine {
	return known && leftOf(known) <= leftOf(line) ? known : line;
}

/** What running jobs have claimed cannot be used by the next one. */
function leftOf({ granted = 0, used = 0, committed = 0 }: BudgetLine): number {
	return granted - used - committed;
}
