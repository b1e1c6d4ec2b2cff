import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { JobReport } from '../session/jobReport.ts';
import type { Cause } from '../verdict/verdict.ts';
import { barOf } from './bar.ts';
import { costText, suggestionText, type UseText, useTexts } from './efficiencyText.ts';
import { markdownText, type Row } from './row.ts';
import { spanText } from './spanText.ts';
import { verdictText } from './verdictText.ts';

const CELLS = 8;

/**
 * The rows below a finished job: what happened, the line that shows it, what to ask for next time, and what it used, cost
 * and waited.
 * @param parent the id of the job's own row
 */
export function verdictRows(parent: string, report: JobReport): readonly Row[] {
	const { verdict, efficiency, cost, suggestions } = report;
	return [
		verdictRow(parent, report),
		...(verdict.line ? [lineRow(parent, verdict.line.text, verdict.line.number)] : []),
		...suggestions.map((suggestion, index): Row => {
			const { option, why } = suggestionText(suggestion);
			return {
				id: `${parent}/suggestion/${index}`,
				label: option === '' ? why : l10n.t('Next time: {0}', option),
				description: option === '' ? '' : why,
				icon: 'lightbulb',
				contextValue: option === '' ? 'detail' : 'detail suggestion',
				spoken: option === '' ? why : l10n.t('Suggestion: {0}. {1}', option, why),
				tooltip: markdownText(why),
			};
		}),
		...(efficiency ? useTexts(efficiency).map((use) => useRow(parent, use)) : []),
		...factRows(parent, costText(cost), efficiency?.waited && spanText(efficiency.waited)),
	];
}

function verdictRow(parent: string, { verdict, account, accountError }: JobReport): Row {
	const { what, next } = verdictText(verdict);
	const unknown =
		account || !accountError
			? ''
			: l10n.t('Accounting did not answer, so that what the job used is not known.');
	return {
		id: `${parent}/verdict`,
		label: what,
		description: '',
		...verdictIcon(verdict.cause),
		contextValue: 'detail verdict',
		spoken: [what, next].filter(Boolean).join(' '),
		tooltip: [what, next, unknown].filter(Boolean).map(markdownText).join('\n\n'),
	};
}

/** The verdict's icon; its shape tells as much as its colour. */
function verdictIcon(cause: Cause): Pick<Row, 'icon' | 'iconColor'> {
	switch (cause.kind) {
		case 'completed':
			return cause.step
				? { icon: 'warning', iconColor: 'list.warningForeground' }
				: { icon: 'pass', iconColor: 'testing.iconPassed' };
		case 'cancelled':
		case 'revoked':
			return { icon: 'circle-slash' };
		case 'timeLimit':
		case 'deadline':
		case 'preempted':
			return { icon: 'watch', iconColor: 'list.warningForeground' };
		default:
			return { icon: 'error', iconColor: 'list.errorForeground' };
	}
}

function lineRow(parent: string, text: string, number: number | undefined): Row {
	const shown = shownName(text.trim());
	return {
		id: `${parent}/line`,
		label: shown.length > 120 ? `${shown.slice(0, 119)}…` : shown,
		description: number === undefined ? '' : l10n.t('line {0}', number),
		icon: 'output',
		contextValue: 'detail line',
		spoken: l10n.t('The line of output that shows it: {0}', shown),
		tooltip: markdownText(shown),
		command: 'aiFactory.showOutputLine',
	};
}

function useRow(parent: string, { kind, name, fraction, text }: UseText): Row {
	const percent = fraction === undefined ? '' : l10n.t('{0} %', Math.round(fraction * 100));
	const bar = fraction === undefined ? '' : `${barOf(fraction, CELLS)} ${percent} · `;
	return {
		id: `${parent}/${kind}`,
		label: name,
		description: bar + text,
		icon: kind === 'cpu' ? 'chip' : kind === 'memory' ? 'server' : 'circuit-board',
		contextValue: 'detail',
		spoken: [name, percent, text].filter(Boolean).join(', '),
	};
}

function factRows(parent: string, cost: string, waited: string | undefined | 0): readonly Row[] {
	const rows: Row[] = [];
	if (cost !== '') {
		rows.push({
			id: `${parent}/cost`,
			label: l10n.t('Cost'),
			description: cost,
			icon: 'credit-card',
			contextValue: 'detail',
			spoken: l10n.t('Cost: {0}', cost),
		});
	}
	if (waited) {
		rows.push({
			id: `${parent}/waited`,
			label: l10n.t('Waited'),
			description: waited,
			icon: 'clock',
			contextValue: 'detail',
			spoken: l10n.t('It waited for {0}', waited),
		});
	}
	return rows;
}
