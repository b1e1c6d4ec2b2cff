import * as l10n from '@vscode/l10n';
import type { Job } from '../slurm/job.ts';
import { explainPending } from '../slurm/pendingReason.ts';
import { clockTime } from './clockTime.ts';
import { elapsedNow, gpuTexts, resourceTexts, shownId, stateWords } from './jobWords.ts';
import { markdownText } from './row.ts';
import { exactSpanText, spanText } from './spanText.ts';

const LONGEST = 1_000;

/** Everything that is known of a job without asking anew, as Markdown. Times are in the person's own time zone. */
export function jobTooltip(job: Job, ageSeconds: number, now: Date): string {
	const elapsed = spanText(elapsedNow(job, ageSeconds));
	const ran = job.limit === undefined ? elapsed : l10n.t('{0} of {1}', elapsed, exactSpanText(job.limit));
	const time = (moment: Date | undefined) => (moment ? clockTime(moment, now) : '');
	const facts: readonly (readonly [string, string])[] = [
		[l10n.t('State'), job.state + (job.phase === 'pending' && job.reason ? ` (${job.reason})` : '')],
		[l10n.t('Partition'), job.partition],
		[l10n.t('Account'), job.account],
		[l10n.t('QOS'), job.qos],
		[l10n.t('Resources'), resourceTexts(job).join(', ')],
		[l10n.t('Nodes'), job.nodes || String(job.nodeCount)],
		[l10n.t('Submitted'), time(job.submitted)],
		[l10n.t('Could start from'), isLater(job.eligible, job.submitted) ? time(job.eligible) : ''],
		[job.phase === 'pending' ? l10n.t('Start estimated by Slurm') : l10n.t('Started'), time(job.started)],
		[
			job.phase === 'finished' ? l10n.t('Ended') : l10n.t('Ends at the latest'),
			job.phase === 'pending' ? '' : time(job.ended),
		],
		[
			job.phase === 'pending' ? l10n.t('Time limit') : l10n.t('Ran'),
			job.phase === 'pending' ? (job.limit === undefined ? '' : exactSpanText(job.limit)) : ran,
		],
		[l10n.t('Started again'), job.restarts > 0 ? l10n.t('{0} times', job.restarts) : ''],
		[l10n.t('Comment'), job.comment],
		[l10n.t('Folder'), job.workDir],
		[l10n.t('Output'), job.outputPath ?? ''],
	];
	const rows = facts
		.filter(([, value]) => value !== '')
		.map(([name, value]) => `| ${markdownText(name)} | ${markdownText(cut(value))} |`);
	const heading = [stateWords(job), ...gpuTexts(job)].join(' · ');
	const name = markdownText(cut(job.name));
	return [
		`**${name}** ${markdownText(shownId(job))} · ${markdownText(heading)}`,
		reasonWords(job),
		`|  |  |\n|:--|:--|\n${rows.join('\n')}`,
	]
		.filter((part) => part !== '')
		.join('\n\n');
}

function reasonWords(job: Job): string {
	if (job.phase !== 'pending') return '';
	const { text, action } = explainPending(job.reason);
	return text === '' ? '' : [markdownText(text), markdownText(action)].filter(Boolean).join(' ');
}

/** A job becomes eligible a second after it was submitted; what is worth telling is a wait for something else. */
function isLater(eligible: Date | undefined, submitted: Date | undefined): boolean {
	return (
		eligible !== undefined && submitted !== undefined && eligible.getTime() - submitted.getTime() > 60_000
	);
}

/** Slurm takes names and comments of any length; a tooltip of more than a screenful helps nobody. */
function cut(text: string): string {
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
