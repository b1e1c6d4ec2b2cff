import * as l10n from '@vscode/l10n';
import type { JobUnit } from './jobUnits.ts';

/** The ways to sort the jobs of a group. */
export const JOB_ORDERS = ['newest', 'oldest', 'name', 'timeLeft', 'state'] as const;

export type JobOrder = (typeof JOB_ORDERS)[number];

export function isJobOrder(value: unknown): value is JobOrder {
	return JOB_ORDERS.some((order) => order === value);
}

/** In the words of the menu. */
export function orderWords(order: JobOrder): { readonly label: string; readonly detail: string } {
	switch (order) {
		case 'newest':
			return { label: l10n.t('Newest first'), detail: l10n.t('By submission; finished jobs by their end') };
		case 'oldest':
			return { label: l10n.t('Oldest first'), detail: l10n.t('By submission; finished jobs by their end') };
		case 'name':
			return { label: l10n.t('Name'), detail: l10n.t('run2 before run10') };
		case 'timeLeft':
			return {
				label: l10n.t('Time left'),
				detail: l10n.t('Running jobs that end first; waiting jobs that Slurm expects to start first'),
			};
		case 'state':
			return { label: l10n.t('State'), detail: l10n.t('Failed before cancelled before completed') };
	}
}

/** More than this are sorted by plain character codes: collating them would take seconds. */
const MOST_COLLATED = 5_000;
const STATE_RANK = { finished: 0, running: 1, pending: 2 } as const;
const FAILED_FIRST: Readonly<Record<string, number>> = { COMPLETED: 3, CANCELLED: 2, TIMEOUT: 1 };

export function sorted(units: readonly JobUnit[], order: JobOrder): readonly JobUnit[] {
	switch (order) {
		case 'newest':
			return byNumber(units, (unit) => -moment(unit));
		case 'oldest':
			return byNumber(units, moment, 'oldestFirst');
		case 'name':
			return byName(units);
		case 'timeLeft':
			return byNumber(units, ({ phase, lead }) =>
				phase === 'finished' ? -(lead.ended?.getTime() ?? 0) : (dueTime(phase, lead)?.getTime() ?? Infinity),
			);
		case 'state':
			return byNumber(units, (unit) => stateRank(unit));
	}
}

function dueTime(phase: JobUnit['phase'], lead: JobUnit['lead']): Date | undefined {
	return phase === 'running' ? lead.ended : lead.started;
}

function moment({ phase, lead }: JobUnit): number {
	return (phase === 'finished' ? lead.ended : lead.submitted)?.getTime() ?? 0;
}

function stateRank({ phase, jobs }: JobUnit): number {
	const worst = jobs.reduce((rank, { state }) => Math.min(rank, FAILED_FIRST[state] ?? 0), 3);
	return phase === 'finished' ? worst : STATE_RANK[phase];
}

/** Each number is worked out once. Many jobs may be submitted within a second: among equal ones their ids tell. */
function byNumber(
	units: readonly JobUnit[],
	of: (unit: JobUnit) => number,
	amongEqual: 'newestFirst' | 'oldestFirst' = 'newestFirst',
): readonly JobUnit[] {
	const sign = amongEqual === 'newestFirst' ? 1 : -1;
	const keyed = units.map((unit) => ({ unit, key: of(unit), id: Number.parseInt(unit.id, 10) }));
	return keyed
		.sort((a, b) => (a.key === b.key ? sign * (b.id - a.id) : a.key < b.key ? -1 : 1))
		.map(({ unit }) => unit);
}

function byName(units: readonly JobUnit[]): readonly JobUnit[] {
	const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
	const compare =
		units.length > MOST_COLLATED
			? (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
			: (a: string, b: string) => collator.compare(a, b);
	return [...units].sort(
		(a, b) => compare(a.lead.name, b.lead.name) || Number.parseInt(b.id, 10) - Number.parseInt(a.id, 10),
	);
}
