import * as l10n from '@vscode/l10n';
import { formatDuration, type Seconds } from '../slurm/duration.ts';
import type { Job } from '../slurm/job.ts';
import { jobFlags } from '../slurm/jobFlags.ts';
import { outcomeOf } from '../slurm/jobState.ts';
import { explainPending } from '../slurm/pendingReason.ts';
import { clockTime } from './clockTime.ts';
import { markdownText, type Row } from './row.ts';

/** @param ageSeconds how long ago the job was asked for; a running job's clock goes on between two queries. */
export function jobRow(cluster: string, job: Job, ageSeconds: number): Row {
	const words = stateWords(job);
	const told = progress(job, words, ageSeconds);
	// The heading of the group says that these run or wait; a narrow side bar has better use for the room.
	const isPlain = job.state === 'RUNNING' || job.state === 'PENDING';
	const facts = [job.id, ...(isPlain ? told.slice(1) : told)].join(' · ');
	return {
		id: `${cluster}/${job.id}`,
		label: oneLine(job.name),
		description: facts,
		...iconOf(job),
		contextValue: ['job', job.phase, ...(job.outputPath ? ['output'] : []), ...jobFlags(job)].join(' '),
		spoken: `${oneLine(job.name)}, ${l10n.t('job {0}', job.id)}, ${told.join(', ')}`,
		tooltip: tooltip(job, words, ageSeconds),
	};
}

function stateWords(job: Job): string {
	switch (job.state) {
		case 'PENDING':
			return l10n.t('waiting');
		case 'CONFIGURING':
			return l10n.t('nodes are starting');
		case 'RUNNING':
			return l10n.t('running');
		case 'COMPLETING':
			return l10n.t('finishing');
		case 'SUSPENDED':
		case 'STOPPED':
			return l10n.t('paused');
		case 'COMPLETED':
			return l10n.t('completed');
		case 'CANCELLED':
			return l10n.t('cancelled');
		case 'TIMEOUT':
			return l10n.t('reached its time limit');
		case 'OUT_OF_MEMORY':
			return l10n.t('out of memory');
		case 'NODE_FAIL':
			return l10n.t('a node failed');
		case 'PREEMPTED':
			return l10n.t('preempted');
		case 'FAILED':
			return job.exit && job.exit.code > 0
				? l10n.t('failed with exit code {0}', job.exit.code)
				: l10n.t('failed');
		default:
			return job.state.toLowerCase().replaceAll('_', ' ');
	}
}

/** The state in words, and what matters in it: first what a narrow side bar must still show. */
function progress(job: Job, words: string, ageSeconds: number): readonly string[] {
	const gpus = job.gpus.map(({ type, count }) => (type ? `${count}× ${type}` : l10n.t('{0} GPU', count)));
	const facts = () => {
		switch (job.phase) {
			case 'pending':
				return [words, ...gpus, explainPending(job.reason).text];
			case 'running': {
				const elapsed = formatDuration((job.elapsed + Math.max(0, Math.round(ageSeconds))) as Seconds);
				const time =
					job.limit === undefined ? elapsed : l10n.t('{0} of {1}', elapsed, formatDuration(job.limit));
				return [words, time, ...gpus, oneLine(job.nodes)];
			}
			case 'finished':
				return [
					job.ended ? `${words} ${clockTime(job.ended)}` : words,
					l10n.t('ran {0}', formatDuration(job.elapsed)),
				];
		}
	};
	return facts().filter((text) => text !== '');
}

function iconOf(job: Job): Pick<Row, 'icon' | 'iconColor'> {
	switch (job.phase) {
		case 'pending':
			return { icon: explainPending(job.reason).kind === 'held' ? 'debug-pause' : 'clock' };
		case 'running':
			return job.state === 'RUNNING'
				? { icon: 'play-circle', iconColor: 'charts.green' }
				: { icon: 'loading~spin', iconColor: 'charts.green' };
		case 'finished':
			switch (outcomeOf(job.state)) {
				case 'completed':
					return { icon: 'check', iconColor: 'testing.iconPassed' };
				case 'cancelled':
					return { icon: 'circle-slash' };
				case 'timeout':
					return { icon: 'watch', iconColor: 'list.warningForeground' };
				case 'failed':
					return { icon: 'error', iconColor: 'list.errorForeground' };
			}
	}
}

function tooltip(job: Job, words: string, ageSeconds: number): string {
	const reason = job.phase === 'pending' ? explainPending(job.reason) : undefined;
	const waits =
		reason && reason.text !== ''
			? [markdownText(reason.text), markdownText(reason.action)].filter(Boolean).join(' ')
			: '';
	const facts: readonly (readonly [string, string])[] = [
		[l10n.t('State'), job.state + (job.phase === 'pending' && job.reason ? ` (${job.reason})` : '')],
		[l10n.t('Partition'), job.partition],
		[l10n.t('Account'), job.account],
		[l10n.t('QOS'), job.qos],
		[l10n.t('CPUs'), String(job.cpuCount)],
		[l10n.t('Nodes'), job.nodes || String(job.nodeCount)],
		[l10n.t('Submitted'), job.submitted ? clockTime(job.submitted) : ''],
		[
			job.phase === 'pending' ? l10n.t('Start estimated by Slurm') : l10n.t('Started'),
			job.started ? clockTime(job.started) : '',
		],
		[
			job.phase === 'finished' ? l10n.t('Ended') : l10n.t('Ends at the latest'),
			job.ended && job.phase !== 'pending' ? clockTime(job.ended) : '',
		],
		[l10n.t('Output'), job.outputPath ?? ''],
	];
	const rows = facts
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `| ${markdownText(name)} | ${markdownText(value)} |`);
	const heading = `**${markdownText(oneLine(job.name))}** ${markdownText(job.id)} · ${markdownText(progress(job, words, ageSeconds).slice(0, 2).join(' · '))}`;
	return [heading, waits, `|  |  |\n|:--|:--|\n${rows.join('\n')}`]
		.filter((part) => part !== '')
		.join('\n\n');
}

/** Names may hold line ends and other control characters; a row is one line. */
function oneLine(text: string): string {
	return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}
