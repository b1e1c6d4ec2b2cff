import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { type HistoryPeriod, parsePeriod, periodWords } from '../../presenters/historyPeriod.ts';
import type { Action } from './action.ts';

const DAYS = [1, 7, 30, 90];

/** "Job History…": the days past that the person picks. */
export const jobHistoryAction: Action = {
	id: 'aiFactory.jobHistory',
	async run({ jobsView }) {
		const { choice } = jobsView;
		const last = DAYS.map((days): { readonly label: string; readonly period: HistoryPeriod } => {
			const period: HistoryPeriod = { kind: 'last', days };
			return { label: capitalised(periodWords(period)), period };
		});
		const inUse = periodWords(choice.period);
		const items = [
			...last.map((item) => ({
				...item,
				...(periodWords(item.period) === inUse && { description: l10n.t('in use') }),
			})),
			{
				label: l10n.t('From … to …'),
				...(choice.period.kind === 'between' && { description: inUse }),
				period: undefined,
			},
		];
		const picked = await window.showQuickPick(items, {
			title: l10n.t('Job History'),
			placeHolder: l10n.t('Which days? Each is asked for when you open it.'),
		});
		if (!picked) return;
		const period = picked.period ?? (await askForDays(choice.period));
		if (!period) return;
		choice.setPeriod(period);
		await jobsView.revealHistory();
	},
};

async function askForDays(before: HistoryPeriod): Promise<HistoryPeriod | undefined> {
	const text = await window.showInputBox({
		title: l10n.t('Job History'),
		prompt: l10n.t('The first and the last day, as year-month-day.'),
		placeHolder: '2026-10-01 2026-10-31',
		...(before.kind === 'between' && { value: `${before.first} ${before.last}` }),
		validateInput: (entered) =>
			entered.trim() === '' || parsePeriod(entered) !== undefined
				? undefined
				: l10n.t('Two days such as 2026-10-01 2026-10-31, the earlier one first.'),
	});
	return text === undefined ? undefined : parsePeriod(text);
}

/** Asks accounting anew: for the day of the row, else for all days. */
export const refreshHistoryAction: Action = {
	id: 'aiFactory.refreshHistory',
	async run({ jobsView }, target) {
		jobsView.refreshHistory(typeof target === 'string' ? target : undefined);
	},
};

function capitalised(text: string): string {
	return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
