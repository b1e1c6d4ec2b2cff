import * as l10n from '@vscode/l10n';
import type { Row } from './row.ts';

/** How much this program has asked of Slurm: admins count it, and so can the person. */
export function loadRow(cluster: string, calls: number): Row {
	const label = l10n.t('Asked of Slurm');
	const description =
		calls === 1
			? l10n.t('1 call since you connected')
			: l10n.t('{0} calls since you connected', calls.toLocaleString());
	return {
		id: `${cluster}/load`,
		label,
		description,
		icon: 'pulse',
		contextValue: 'fact',
		spoken: `${label}: ${description}`,
	};
}
