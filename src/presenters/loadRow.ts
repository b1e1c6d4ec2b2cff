import * as l10n from '@vscode/l10n';
import type { LoadFigure } from '../slurm/slurmLoad.ts';
import { loadText } from './loadText.ts';
import type { Row } from './row.ts';

/** How much this program has asked of Slurm: admins count it, and so can the person. */
export function loadRow(cluster: string, load: LoadFigure): Row {
	const label = l10n.t('Asked of Slurm');
	const description =
		load.total === 1
			? l10n.t('1 call in the last hour')
			: l10n.t('{0} calls in the last hour', load.total.toLocaleString());
	return {
		id: `${cluster}/load`,
		label,
		description,
		icon: 'pulse',
		contextValue: 'fact',
		spoken: `${label}: ${description}`,
		tooltip: loadText(load),
	};
}
