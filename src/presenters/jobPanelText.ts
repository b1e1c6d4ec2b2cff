import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { JobReport } from '../session/jobReport.ts';
import type { LiveSnapshot } from '../session/liveUsage.ts';
import type { Job } from '../slurm/job.ts';
import { explainPending } from '../slurm/pendingReason.ts';
import { costOf, costOfAnHour } from '../verdict/cost.ts';
import type { Efficiency } from '../verdict/efficiency.ts';
import { clockTime } from './clockTime.ts';
import { costText, suggestionText, useTexts } from './efficiencyText.ts';
import { shownId } from './jobWords.ts';
import { hiddenNodes, liveCharts, type NodeCharts } from './liveCharts.ts';
import { problemLine } from './problemText.ts';
import { exactSpanText, spanText } from './spanText.ts';
import { verdictText } from './verdictText.ts';

/** How a word or a mark is meant, beside its text. */
export type Mood = 'good' | 'bad' | 'warning' | 'plain';

/** Everything that the page of a job shows beside its charts. Texts are plain; the page adds none of its own. */
export interface JobPage {
	readonly title: string;
	/** `Job 4821 on practice`. */
	readonly where: string;
	readonly state: string;
	readonly mood: Mood;
	/** What happened or why it waits; empty for a job that runs. */
	readonly verdict: string;
	readonly next: string;
	readonly line: { readonly caption: string; readonly text: string; readonly button: string } | undefined;
	readonly lastLines: { readonly caption: string; readonly texts: readonly string[] } | undefined;
	readonly uses: { readonly caption: string; readonly bars: readonly Bar[]; readonly empty: string };
	readonly facts: readonly (readonly [name: string, value: string])[];
	readonly suggestions: readonly { readonly option: string; readonly why: string }[];
	readonly suggestionsCaption: string;
	readonly factsCaption: string;
	readonly buttons: readonly { readonly name: PageButton; readonly text: string }[];
}

export type PageButton = 'showOutput' | 'cancel' | 'rightSize' | 'showLine';

export interface Bar {
	readonly name: string;
	readonly text: string;
	/** 0 to 100; undefined where there is nothing to compare with. */
	readonly percent: number | undefined;
}

/** The charts of a running job. */
export interface LivePage {
	readonly caption: string;
	/** One line on what is seen or why nothing is. */
	readonly message: string;
	readonly tableCaption: string;
	readonly nodes: readonly NodeCharts[];
}

/** @param soFar what a running job used until now, where that is known */
export function jobPage(
	cluster: string,
	job: Job,
	report: JobReport | undefined,
	soFar: Efficiency | undefined,
	now: Date,
): JobPage {
	const words = report && verdictText(report.verdict);
	const waits = job.phase === 'pending' ? explainPending(job.reason) : undefined;
	const line = report?.verdict.line;
	const lastLines = report?.verdict.lastLines ?? [];
	const used = report?.efficiency ?? soFar;
	const bars = used
		? useTexts(used).map(({ name, text, fraction }) => ({
				name,
				text,
				percent: fraction === undefined ? undefined : Math.min(100, Math.round(fraction * 100)),
			}))
		: [];
	const options = (report?.suggestions ?? []).map(suggestionText);
	return {
		title: shownName(job.name),
		where: l10n.t('Job {0} on {1}', shownId(job), cluster),
		state: stateText(job),
		mood: moodOf(job),
		verdict: words?.what ?? waits?.text ?? '',
		next: words?.next ?? waits?.action ?? '',
		line: line && {
			caption:
				line.number === undefined
					? l10n.t('The line of its output that shows it')
					: l10n.t('Line {0} of its output shows it', line.number),
			text: shownName(line.text.trim()),
			button: l10n.t('Open at This Line'),
		},
		lastLines:
			lastLines.length === 0
				? undefined
				: {
						caption: l10n.t('The last lines of its output'),
						texts: lastLines.map(({ text }) => shownName(text)),
					},
		uses: {
			caption: job.phase === 'running' ? l10n.t('Used until now') : l10n.t('What it used'),
			bars,
			empty: job.phase === 'finished' && bars.length === 0 ? notMeasured(report) : '',
		},
		facts: factsOf(job, report, soFar, now),
		suggestions: options,
		suggestionsCaption: l10n.t('Next time'),
		factsCaption: l10n.t('Facts'),
		buttons: buttonsOf(
			job,
			options.some(({ option }) => option !== ''),
		),
	};
}

/** @param isRunning false when the job is over, and nothing more comes */
export function livePage(snapshot: LiveSnapshot, job: Job, everySeconds: number): LivePage {
	const nodeCount = Math.max(1, job.nodeCount);
	const mib = job.tres.get('mem');
	const hidden = hiddenNodes(snapshot.nodes);
	const words = [
		snapshot.error !== undefined
			? l10n.t('Its nodes cannot be looked at: {0}', problemLine(snapshot.error))
			: snapshot.nodes.size === 0
				? l10n.t('Waiting for the first look at its nodes …')
				: l10n.t(
						'Looked at every {0} seconds while this can be seen; at most the last 10 minutes are shown.',
						everySeconds,
					),
		hidden > 0 ? l10n.t('{0} more nodes are not drawn.', hidden) : '',
	];
	return {
		caption: l10n.t('On its nodes now'),
		message: words.filter((text) => text !== '').join(' '),
		tableCaption: l10n.t('The same as a table'),
		nodes: liveCharts(snapshot.nodes, {
			cpusPerNode: Math.max(1, Math.round(job.cpuCount / nodeCount)),
			memoryPerNode: mib ? (mib * 1024 ** 2) / nodeCount : undefined,
		}),
	};
}

function notMeasured(report: JobReport | undefined): string {
	if (!report) return l10n.t('Asking accounting …');
	if (report.account) return l10n.t('It was too short to be measured, or the site does not measure.');
	return report.accountError === undefined
		? l10n.t('Accounting does not know it yet.')
		: l10n.t('Accounting did not answer: {0}', problemLine(report.accountError));
}

function stateText(job: Job): string {
	switch (job.phase) {
		case 'pending':
			return l10n.t('Waiting');
		case 'running':
			return l10n.t('Running');
		case 'finished':
			return job.state === 'COMPLETED' ? l10n.t('Completed') : wordOf(job.state);
	}
}

/** `Out of memory` of `OUT_OF_MEMORY`. */
function wordOf(state: string): string {
	return `${state.slice(0, 1)}${state.slice(1).toLowerCase().replaceAll('_', ' ')}`;
}

function moodOf(job: Job): Mood {
	if (job.phase !== 'finished') return 'plain';
	if (job.state === 'COMPLETED') return 'good';
	return job.state === 'CANCELLED' ? 'plain' : job.state === 'TIMEOUT' ? 'warning' : 'bad';
}

function factsOf(
	job: Job,
	report: JobReport | undefined,
	soFar: Efficiency | undefined,
	now: Date,
): JobPage['facts'] {
	const waited = (report?.efficiency ?? soFar)?.waited;
	const gpus = job.gpus.map(({ type, count }) => (type ? `${count}× ${type}` : String(count))).join(', ');
	const running = job.phase === 'running';
	const facts: readonly (readonly [string, string])[] = [
		[l10n.t('Cost'), costText(report?.cost ?? (job.phase === 'pending' ? [] : costOf(job)))],
		[l10n.t('Cost of an hour'), running ? costText(costOfAnHour(job.tres)) : ''],
		[l10n.t('Waited'), waited ? spanText(waited) : ''],
		[l10n.t('Ran'), job.phase === 'pending' ? '' : spanText(job.elapsed)],
		[l10n.t('Time limit'), job.limit === undefined ? '' : exactSpanText(job.limit)],
		[l10n.t('Submitted'), job.submitted ? clockTime(job.submitted, now) : ''],
		[l10n.t('Started'), job.started && job.phase !== 'pending' ? clockTime(job.started, now) : ''],
		[l10n.t('Ended'), job.ended && job.phase === 'finished' ? clockTime(job.ended, now) : ''],
		[l10n.t('Partition'), job.partition],
		[l10n.t('Account'), job.account],
		[l10n.t('Nodes'), job.nodes || String(job.nodeCount)],
		[l10n.t('CPUs'), String(job.cpuCount)],
		[l10n.t('GPUs'), gpus],
		[l10n.t('Output'), job.outputPath ? shownName(job.outputPath) : ''],
	];
	return facts.filter(([, value]) => value !== '');
}

function buttonsOf(job: Job, canRightSize: boolean): JobPage['buttons'] {
	return [
		{ name: 'showOutput', text: l10n.t('Show Output') } as const,
		...(job.phase === 'finished' ? [] : [{ name: 'cancel', text: l10n.t('Cancel Job…') } as const]),
		...(canRightSize ? [{ name: 'rightSize', text: l10n.t('Change the Script…') } as const] : []),
	];
}
