import * as l10n from '@vscode/l10n';
import type { Notice } from '../session/notices/bell.ts';
import type { Job } from '../slurm/job.ts';
import { outcomeOf } from '../slurm/jobState.ts';
import { tasksIn } from './jobUnits.ts';
import { spanText } from './spanText.ts';

/** What a notification about one or several jobs says, how loudly, and what its buttons do. */
export interface NoticeText {
	readonly text: string;
	readonly severity: 'info' | 'warning';
	readonly buttons: readonly NoticeButton[];
}

export type NoticeButton = 'showOutput' | 'showJob' | 'resubmit' | 'mute';

/** More names than this are more than a notification can hold. */
const MOST_NAMES = 3;

/** One notification for all that happened within a few seconds. */
export function noticeText(notices: readonly Notice[], now: Date): NoticeText {
	const [first] = notices;
	const severity = notices.some(isBad) ? 'warning' : 'info';
	if (notices.length === 1 && first)
		return { text: oneText(first, now), severity, buttons: buttonsOf(first) };
	const counts = [
		countText(notices.filter((notice) => notice.kind === 'ended' && !isBad(notice)).length, 'finished'),
		countText(notices.filter((notice) => notice.kind === 'ended' && isBad(notice)).length, 'failed'),
		countText(notices.filter(({ kind }) => kind === 'started').length, 'started'),
		countText(notices.filter(({ kind }) => kind === 'requeued').length, 'requeued'),
		countText(notices.filter(({ kind }) => kind === 'nearLimit').length, 'nearLimit'),
	].filter((text) => text !== '');
	const sorted = [...notices].sort((a, b) => Number(isBad(b)) - Number(isBad(a)));
	const names = sorted.slice(0, MOST_NAMES).map(({ bell }) => nameOf(bell.name, bell.id));
	const more = notices.length > MOST_NAMES ? [l10n.t('{0} more', notices.length - MOST_NAMES)] : [];
	const clusters = [...new Set(notices.map(({ cluster }) => cluster))].join(', ');
	const text = l10n.t('{0}: {1} ({2})', clusters, counts.join(', '), [...names, ...more].join(', '));
	return { text, severity, buttons: ['showJob', 'mute'] };
}

function isBad({ kind, jobs }: Notice): boolean {
	return kind === 'nearLimit' || kind === 'requeued' || (kind === 'ended' && jobs.some(isFailed));
}

function isFailed(job: Job): boolean {
	return job.phase === 'finished' && outcomeOf(job.state) !== 'completed';
}

function countText(
	count: number,
	what: 'finished' | 'failed' | 'started' | 'requeued' | 'nearLimit',
): string {
	if (count === 0) return '';
	switch (what) {
		case 'finished':
			return count === 1 ? l10n.t('1 job finished') : l10n.t('{0} jobs finished', count);
		case 'failed':
			return count === 1
				? l10n.t('1 job did not finish well')
				: l10n.t('{0} jobs did not finish well', count);
		case 'started':
			return count === 1 ? l10n.t('1 job started') : l10n.t('{0} jobs started', count);
		case 'requeued':
			return count === 1 ? l10n.t('1 job waits again') : l10n.t('{0} jobs wait again', count);
		case 'nearLimit':
			return count === 1 ? l10n.t('1 job nears its limit') : l10n.t('{0} jobs near their limits', count);
	}
}

function oneText({ cluster, kind, bell, jobs }: Notice, now: Date): string {
	const name = nameOf(bell.name, bell.id);
	const [job] = jobs;
	switch (kind) {
		case 'started': {
			const nodes = jobs.find(({ phase }) => phase === 'running')?.nodes ?? '';
			return nodes === ''
				? l10n.t('{0} has started on {1}.', name, cluster)
				: l10n.t('{0} has started on {1}, node {2}.', name, cluster, nodes);
		}
		case 'requeued':
			return l10n.t('{0} on {1} was put back into the queue and waits again.', name, cluster);
		case 'nearLimit': {
			const left = Math.max(1, Math.round(((job?.ended?.getTime() ?? 0) - now.getTime()) / 60_000));
			return left === 1
				? l10n.t('{0} on {1} is ended by its time limit in 1 minute.', name, cluster)
				: l10n.t('{0} on {1} is ended by its time limit in {2} minutes.', name, cluster, left);
		}
		case 'ended':
			return jobs.length === 1 && job
				? `${endText(name, cluster, job)} ${l10n.t('It ran {0}.', spanText(job.elapsed))}`
				: tasksText(name, cluster, jobs);
	}
}

function endText(name: string, cluster: string, job: Job): string {
	switch (job.state) {
		case 'COMPLETED':
			return l10n.t('{0} has finished on {1}.', name, cluster);
		case 'TIMEOUT':
			return l10n.t('{0} on {1} was ended by its time limit.', name, cluster);
		case 'OUT_OF_MEMORY':
			return l10n.t('{0} on {1} was ended because it used more memory than it had asked for.', name, cluster);
		case 'NODE_FAIL':
			return l10n.t('{0} on {1} was ended because a node failed.', name, cluster);
		case 'PREEMPTED':
			return l10n.t('{0} on {1} was ended for a job of higher priority.', name, cluster);
		case 'CANCELLED':
			return l10n.t('{0} on {1} was cancelled.', name, cluster);
		default:
			return job.exit && job.exit.code > 0
				? l10n.t('{0} on {1} failed with exit code {2}.', name, cluster, job.exit.code)
				: l10n.t('{0} on {1} failed ({2}).', name, cluster, job.state.toLowerCase().replaceAll('_', ' '));
	}
}

function tasksText(name: string, cluster: string, jobs: readonly Job[]): string {
	const count = (some: readonly Job[]) => some.reduce((sum, job) => sum + tasksIn(job), 0);
	const [failed, all] = [count(jobs.filter(isFailed)), count(jobs)];
	return failed === 0
		? l10n.t('{0} has finished on {1}: all {2} tasks went well.', name, cluster, all)
		: l10n.t('{0} has finished on {1}: {2} of {3} tasks did not end well.', name, cluster, failed, all);
}

function buttonsOf(notice: Notice): readonly NoticeButton[] {
	switch (notice.kind) {
		case 'ended':
			return isBad(notice) ? ['showOutput', 'resubmit', 'showJob'] : ['showOutput', 'showJob'];
		case 'requeued':
			return ['showJob', 'mute'];
		default:
			return ['showOutput', 'showJob', 'mute'];
	}
}

function nameOf(name: string, id: string): string {
	return l10n.t('{0} ({1})', name.replace(/[\u0000-\u001f\u007f]+/g, ' '), id);
}
