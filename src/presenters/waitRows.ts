import * as l10n from '@vscode/l10n';
import type { Job } from '../slurm/job.ts';
import type { Wait } from '../slurm/wait/explainWait.ts';
import { markdownText, type Row } from './row.ts';
import { waitText } from './waitText.ts';

/** What stands below a waiting job. */
export function waitRows(cluster: string, job: Job, wait: Wait, now: Date): readonly Row[] {
	const text = waitText(wait, job, now);
	const row = (
		name: string,
		label: string,
		description: string,
		icon: Pick<Row, 'icon' | 'iconColor'>,
	): Row => ({
		id: `${cluster}/${job.id}/${name}`,
		label,
		description,
		...icon,
		contextValue: `detail wait ${name}`,
		spoken: `${label}: ${description}`,
		tooltip: [`**${markdownText(label)}**`, markdownText(description)].filter(Boolean).join('\n\n'),
	});
	const never = { icon: 'warning', iconColor: 'list.warningForeground' };
	const rows: Row[] = [
		row('why', l10n.t('Why'), text.why, wait.reason.kind === 'never' ? never : { icon: 'question' }),
	];
	for (const { id, label, state, isNever } of text.dependencies)
		rows.push(row(`waits-${id}`, label, state, isNever ? never : { icon: 'link' }));
	if (text.reserved) rows.push(row('reserved', reservedLabel(wait), text.reserved, { icon: 'tools' }));
	if (text.start) rows.push(row('start', l10n.t('Start'), text.start, { icon: 'calendar' }));
	if (text.next) rows.push(row('next', l10n.t('What to do'), text.next, { icon: 'lightbulb' }));
	return rows;
}

function reservedLabel({ reserved }: Wait): string {
	return reserved?.reservation.isMaintenance ? l10n.t('Maintenance') : l10n.t('Reserved');
}
