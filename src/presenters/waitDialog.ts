import * as l10n from '@vscode/l10n';
import type { Fact } from '../slurm/cluster/clusterFacts.ts';
import type { Job } from '../slurm/job.ts';
import type { Wait } from '../slurm/wait/explainWait.ts';
import type { JobsAhead } from '../slurm/wait/jobsAhead.ts';
import { limitKey } from '../slurm/wait/limitKey.ts';
import { jobsAheadText, waitText } from './waitText.ts';

/** What is known of the jobs before it; in words where it cannot be known. */
export type Ahead = JobsAhead | string | undefined;

/** What can be done about a wait, by commands. */
export type WaitRemedy = 'changeJob' | 'releaseJob' | 'cancelJob';

/** The most helpful first. */
export function waitRemedies({ code, reason, limit, reserved }: Wait): readonly WaitRemedy[] {
	// An administrator's hold is not for the person to take off.
	if (reason.kind === 'held') return code === 'JobHeldAdmin' ? ['cancelJob'] : ['releaseJob'];
	if (reason.kind === 'never') return ['changeJob', 'cancelJob'];
	return limit?.fittingTime !== undefined || reserved?.fittingTime !== undefined ? ['changeJob'] : [];
}

/** The whole explanation, as the text of a dialog. */
export function waitDialog(
	job: Job,
	wait: Wait,
	ahead: Ahead,
	limits: Fact<unknown>,
	now: Date,
): { readonly title: string; readonly detail: string } {
	const text = waitText(wait, job, now);
	const paragraphs = [
		text.why,
		wait.limit?.measure === 'minutes'
			? l10n.t(
					'Before a job starts, Slurm sets aside what it would use up if it ran until its time limit; what it does not use comes back when it ends.',
				)
			: '',
		numbersMissing(wait, limits),
		...text.dependencies.map(({ label, state }) => [label, state].filter((words) => words !== '').join(': ')),
		labelled(l10n.t('Reserved'), text.reserved),
		labelled(l10n.t('Start'), text.start),
		labelled(
			l10n.t('In the queue'),
			typeof ahead === 'object' ? jobsAheadText(ahead, job.partition) : (ahead ?? ''),
		),
		labelled(l10n.t('What to do'), text.next),
		job.reason === '' ? '' : l10n.t("Slurm's own word: {0}", job.reason),
	];
	return {
		title: l10n.t('Why job {0} ({1}) waits', job.id, job.name.replace(/[\u0000-\u001f\u007f]+/g, ' ')),
		detail: paragraphs.filter((words) => words !== '').join('\n\n'),
	};
}

function labelled(label: string, words: string): string {
	return words === '' ? '' : `${label}: ${words}`;
}

/** A limit without its numbers: because the site hides them, or Slurm did not answer. */
function numbersMissing({ limit, code }: Wait, { value, error }: Fact<unknown>): string {
	if (limit || !limitKey(code)) return '';
	if (value === undefined && error !== undefined)
		return l10n.t('Slurm did not tell how high the limit is here.');
	return value === undefined ? '' : l10n.t('This site does not show the limit to its users.');
}
