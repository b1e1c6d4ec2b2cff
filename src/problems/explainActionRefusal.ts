import * as l10n from '@vscode/l10n';
import type { JobActionKind, Problem } from './problem.ts';

interface Words {
	readonly what: string;
	readonly why: string;
	readonly next: string;
}

/** Parts of what scancel and scontrol write (20.11 to 26.05), with words for them; the first that fits counts. */
const REFUSALS: readonly (readonly [RegExp, (action: JobActionKind) => Omit<Words, 'what'>])[] = [
	[
		/individual component of heterogeneous job/,
		() => ({
			why: l10n.t('It is a part of a heterogeneous job, whose parts belong together.'),
			next: l10n.t('Choose the whole job.'),
		}),
	],
	[
		/Access\/permission denied|Invalid user id/,
		(action) =>
			action === 'change'
				? {
						why: l10n.t(
							'Slurm does not let you: a time limit may be lowered while the job runs but not raised, and never above what the partition allows; a priority may be lowered only.',
						),
						next: l10n.t('Ask the help desk of the site when a running job needs more time.'),
					}
				: action === 'release'
					? {
							why: l10n.t('The job is not yours, or an administrator holds it.'),
							next: l10n.t('Ask the help desk of the site why it is held.'),
						}
					: {
							why: l10n.t('The job is not yours.'),
							next: l10n.t('Only its owner or an administrator can do this.'),
						},
	],
	[
		/Requested operation is presently disabled/,
		(action) =>
			action === 'requeue' || action === 'requeueHold'
				? {
						why: l10n.t(
							'It was submitted without "--requeue", and this cluster does not requeue jobs by default.',
						),
						next: l10n.t(
							'Submit it again instead; with "#SBATCH --requeue" in the script it can be requeued.',
						),
					}
				: {
						why: l10n.t('Slurm does not allow this for the job in its present state.'),
						next: l10n.t('Refresh to see its state.'),
					},
	],
	[
		/Job has already finished|Invalid job id specified|already completing or completed/,
		() => ({
			why: l10n.t('It has ended, or Slurm no longer knows it.'),
			next: l10n.t('Refresh to see what became of it.'),
		}),
	],
	[
		/no longer pending execution/,
		() => ({
			why: l10n.t('It has started meanwhile, and this can be changed of a waiting job only.'),
			next: l10n.t('Cancel it and submit it again where it has to be different.'),
		}),
	],
	[
		/Job is pending execution|can not be altered now|job not running|not in the expected state/i,
		() => ({
			why: l10n.t('It has not started, or it is just starting or ending.'),
			next: l10n.t('Try again once it runs.'),
		}),
	],
	[
		/Invalid partition name/i,
		() => ({
			why: l10n.t('There is no partition of that name.'),
			next: l10n.t('"sinfo" in a terminal lists the partitions.'),
		}),
	],
	[
		/Invalid qos specification/,
		() => ({
			why: l10n.t('This QOS does not exist, or your account may not use it.'),
			next: l10n.t('Choose another one.'),
		}),
	],
	[
		/Invalid account or account\/partition combination/,
		() => ({
			why: l10n.t('The account does not exist, is not yours, or may not use this partition.'),
			next: l10n.t('The status bar lists your accounts.'),
		}),
	],
	[
		/Requested time limit is invalid/,
		() => ({
			why: l10n.t('It is longer than the partition or QOS allows.'),
			next: l10n.t('Choose a shorter one.'),
		}),
	],
	[
		/Job dependency problem/,
		() => ({
			why: l10n.t('Slurm does not take this dependency: a job of it is unknown, or it waits for itself.'),
			next: l10n.t('Check the job ids. An empty dependency removes it.'),
		}),
	],
];

/** Why Slurm did not do what was asked, from its own words; those words themselves where they are not known here. */
export function explainActionRefusal({
	action,
	jobs,
	detail,
}: Extract<Problem, { kind: 'actionRefused' }>): Words {
	const what = refused(action, jobs);
	for (const [pattern, words] of REFUSALS) if (pattern.test(detail)) return { what, ...words(action) };
	const said = detail.trimEnd().split('\n').at(-1)?.trim() ?? '';
	return {
		what,
		why:
			said === ''
				? l10n.t('Slurm gave no reason.')
				: l10n.t('Slurm said: "{0}".', said.replace(/^(?:scancel|scontrol|\w+): (?:error: )?/, '')),
		next: l10n.t('The log shows the whole command and its answer.'),
	};
}

/** What is known of an action whose answer was lost with the link. */
export function explainLostAnswer({
	action,
	jobs,
	host,
	found,
}: Extract<Problem, { kind: 'actionUnknown' }>): Words {
	const why = l10n.t(
		"The connection to {0} ended before Slurm's answer arrived. Nothing was sent a second time.",
		host,
	);
	return found === 'notDone'
		? {
				what: refused(action, jobs),
				why: `${why} ${l10n.t('The queue shows the job as it was.')}`,
				next: l10n.t('Do it again if you still want it.'),
			}
		: {
				what: l10n.t('It is not known whether Slurm did what you asked of {0}.', jobsText(jobs)),
				why,
				next: l10n.t('Connect again, refresh, and look at the job before you repeat it.'),
			};
}

function refused(action: JobActionKind, jobs: readonly string[]): string {
	const [first = ''] = jobs;
	if (jobs.length > 1) return refusedSeveral(action, jobs.length);
	switch (action) {
		case 'cancel':
			return l10n.t('Job {0} was not cancelled.', first);
		case 'signal':
			return l10n.t('Job {0} did not get the signal.', first);
		case 'hold':
			return l10n.t('Job {0} was not held.', first);
		case 'release':
			return l10n.t('Job {0} was not released.', first);
		case 'requeue':
		case 'requeueHold':
			return l10n.t('Job {0} was not requeued.', first);
		case 'change':
			return l10n.t('Job {0} was not changed.', first);
	}
}

function refusedSeveral(action: JobActionKind, count: number): string {
	switch (action) {
		case 'cancel':
			return l10n.t('Not all of {0} jobs were cancelled.', count);
		case 'signal':
			return l10n.t('Not all of {0} jobs got the signal.', count);
		case 'hold':
			return l10n.t('Not all of {0} jobs were held.', count);
		case 'release':
			return l10n.t('Not all of {0} jobs were released.', count);
		case 'requeue':
		case 'requeueHold':
			return l10n.t('Not all of {0} jobs were requeued.', count);
		case 'change':
			return l10n.t('Not all of {0} jobs were changed.', count);
	}
}

function jobsText(jobs: readonly string[]): string {
	return jobs.length === 1 ? l10n.t('job {0}', jobs[0] ?? '') : l10n.t('{0} jobs', jobs.length);
}
