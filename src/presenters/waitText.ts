import * as l10n from '@vscode/l10n';
import { formatDuration } from '../slurm/duration.ts';
import type { Job } from '../slurm/job.ts';
import type { Dependency } from '../slurm/wait/dependencies.ts';
import type { Wait } from '../slurm/wait/explainWait.ts';
import type { JobsAhead } from '../slurm/wait/jobsAhead.ts';
import type { ReservedAhead } from '../slurm/wait/maintenance.ts';
import type { UnavailableNodes } from '../slurm/wait/unavailableNodes.ts';
import { amountText } from './amountText.ts';
import { clockTime, formatAge } from './clockTime.ts';
import { limitText } from './limitText.ts';
import { nodeText } from './nodeText.ts';

/** A wait in sentences; empty where there is nothing to say. */
export interface WaitText {
	readonly why: string;
	/** What the person can do. */
	readonly next: string;
	/** When it may start. */
	readonly start: string;
	/** A maintenance, or a reservation of others. */
	readonly reserved: string;
	readonly dependencies: readonly DependencyText[];
}

export interface DependencyText {
	readonly id: string;
	/** `Waits for 4821 (train) to end well`. */
	readonly label: string;
	/** `running, up to 2 h left`. */
	readonly state: string;
	readonly isNever: boolean;
}

export function waitText(wait: Wait, job: Job, now: Date): WaitText {
	const { reserved, dependencies } = wait;
	return {
		why: whyText(wait),
		next: nextText(wait),
		start: startText(wait, now),
		reserved: reserved ? reservedText(reserved, job, now) : '',
		dependencies: dependencies.items.map((item, index) => dependencyText(item, index, dependencies.needs)),
	};
}

function whyText({ reason, limit, unavailable, licenses }: Wait): string {
	if (limit) return limitText(limit);
	const free = licenses.map(({ name, total, free: left }) =>
		l10n.t('{0} of {1} licenses of {2} free', left, total, name),
	);
	if (free.length > 0) return [reason.text, l10n.t('{0}.', free.join('; '))].join(' ');
	return (
		(unavailable && unavailableText(unavailable)) || reason.text || l10n.t('Slurm has not said why yet.')
	);
}

/** Nodes that are out of order are told with the words of who took them out. */
function unavailableText({ list, isMaintenance, broken }: UnavailableNodes): string {
	if (isMaintenance) return l10n.t('Nodes that it needs are reserved for a maintenance.');
	if (list === '') return '';
	const reasons = broken.slice(0, 3).map((node) => `${node.name} ${nodeText(node)}`);
	const what = l10n.t('Nodes that it needs are down, drained or reserved: {0}.', list);
	return reasons.length > 0 ? l10n.t('{0} {1}.', what, reasons.join('; ')) : what;
}

function nextText({ reason: { action }, limit }: Wait): string {
	if (limit?.fittingTime === undefined) return action;
	const fits = l10n.t('A time limit of {0} would fit.', formatDuration(limit.fittingTime));
	return [fits, action].filter((text) => text !== '').join(' ');
}

function startText({ estimate, notBefore }: Wait, now: Date): string {
	if (notBefore) return l10n.t('not before {0}', clockTime(notBefore, now));
	if (!estimate) return '';
	return estimate <= now
		? l10n.t("at any moment, by Slurm's estimate")
		: l10n.t("{0}, by Slurm's estimate, which may change", clockTime(estimate, now));
}

function reservedText({ reservation, hasBegun, fittingTime }: ReservedAhead, job: Job, now: Date): string {
	const { name, isMaintenance, start, end } = reservation;
	const until = end ? clockTime(end, now) : '';
	if (hasBegun)
		return isMaintenance
			? l10n.t('Maintenance until {0}; jobs start after it.', until)
			: l10n.t('The nodes are reserved for others ({0}) until {1}.', name, until);
	const from = start ? clockTime(start, now) : '';
	const what = isMaintenance
		? l10n.t('the maintenance of {0} to {1}', from, until)
		: l10n.t('the reservation {0} of {1} to {2}', name, from, until);
	const limit =
		job.limit === undefined
			? l10n.t('With no time limit it cannot start before {0}', what)
			: l10n.t('With its time limit of {0} it cannot start before {1}', formatDuration(job.limit), what);
	return fittingTime === undefined
		? l10n.t('{0}.', limit)
		: l10n.t('{0}; with {1} it can.', limit, formatDuration(fittingTime));
}

function dependencyText(item: Dependency, index: number, needs: 'all' | 'any'): DependencyText {
	const [first] = item.jobs;
	const id = item.jobId || first?.id || '';
	const named = first && item.jobId !== '' ? l10n.t('{0} ({1})', id, first.name) : id;
	const label = labelOf(item, named);
	return {
		id: `${item.kind}-${item.jobId}-${index}`,
		label: needs === 'any' && index > 0 ? l10n.t('Or {0}', lowerFirst(label)) : label,
		state: dependencyState(item),
		isNever: item.state === 'never',
	};
}

function labelOf({ kind, delayMinutes }: Dependency, named: string): string {
	switch (kind) {
		case 'after':
			return delayMinutes > 0
				? l10n.t('Waits until {0} min after {1} has started', delayMinutes, named)
				: l10n.t('Waits for {0} to start', named);
		case 'afterany':
			return l10n.t('Waits for {0} to end', named);
		case 'afterok':
			return l10n.t('Waits for {0} to end well', named);
		case 'afternotok':
			return l10n.t('Waits for {0} to fail', named);
		case 'aftercorr':
			return l10n.t('Waits for the same task of {0} to end well', named);
		case 'afterburstbuffer':
			return l10n.t('Waits for {0} to copy its files', named);
		case 'singleton':
			return l10n.t('Waits for your earlier jobs of the same name');
		default:
			return l10n.t('Waits for {0}', `${kind} ${named}`.trim());
	}
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}

function dependencyState({ state, jobs, jobId }: Dependency): string {
	if (state === 'never') return l10n.t('can never be: it ended otherwise');
	if (state === 'met') return l10n.t('is so');
	if (jobs.length === 0)
		return jobId === '' ? '' : l10n.t('not one of your jobs, or no longer known to Slurm');
	const running = jobs.filter(({ phase }) => phase === 'running');
	const pending = jobs.filter(({ phase }) => phase === 'pending');
	if (running.length > 0) {
		const lefts = running.map(({ limit, elapsed }) =>
			limit === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limit - elapsed),
		);
		const longest = Math.max(...lefts);
		const words = running.length === 1 ? l10n.t('running') : l10n.t('{0} running', running.length);
		return Number.isFinite(longest) ? l10n.t('{0}, up to {1} left', words, formatAge(longest)) : words;
	}
	if (pending.length > 0) return l10n.t('waits itself');
	return l10n.t('ended');
}

/** What goes first by priority, as it stands now. */
export function jobsAheadText(ahead: JobsAhead, partition: string): string {
	if (ahead.jobs === 0)
		return ahead.waiting <= 1
			? l10n.t('It is the only job that waits in {0}.', partition)
			: l10n.t(
					'None of the {0} jobs that wait in {1} goes before it.',
					ahead.waiting.toLocaleString(),
					partition,
				);
	const jobs =
		ahead.jobs === 1
			? l10n.t('1 job goes before it in {0}', partition)
			: l10n.t('{0} jobs go before it in {1}', ahead.jobs.toLocaleString(), partition);
	const users = ahead.users > 1 ? l10n.t('of {0} people', ahead.users.toLocaleString()) : '';
	const gpus = ahead.gpus > 0 ? l10n.t('asking for {0}', amountText('gres/gpu', ahead.gpus)) : '';
	const facts = [jobs, users, gpus].filter((text) => text !== '').join(', ');
	return l10n.t(
		'{0}. {1} wait there in all. Shorter or smaller jobs may still go first where they fit into a gap.',
		facts,
		ahead.waiting.toLocaleString(),
	);
}
