import * as l10n from '@vscode/l10n';
import { formatDuration } from '../slurm/duration.ts';
import type { Job } from '../slurm/job.ts';
import type { ChangeKind, ValueTrouble } from '../slurm/jobChange.ts';
import { spanText } from './spanText.ts';

export function changeLabel(kind: ChangeKind): string {
	switch (kind) {
		case 'timeLimit':
			return l10n.t('Time limit');
		case 'partition':
			return l10n.t('Partition');
		case 'qos':
			return l10n.t('QOS');
		case 'account':
			return l10n.t('Account');
		case 'dependency':
			return l10n.t('Dependency');
		case 'arrayThrottle':
			return l10n.t('Array tasks at a time');
		case 'begin':
			return l10n.t('Earliest start');
		case 'name':
			return l10n.t('Name');
		case 'nice':
			return l10n.t('Priority');
		case 'comment':
			return l10n.t('Comment');
	}
}

/** How to write a value, below its input box. */
export function changePrompt(kind: ChangeKind, job: Job): string {
	switch (kind) {
		case 'timeLimit':
			return job.phase === 'running'
				? l10n.t(
						'hours:minutes:seconds, days-hours, or minutes. You may only lower it while the job runs (it is at {0}).',
						spanText(job.elapsed),
					)
				: l10n.t('hours:minutes:seconds, days-hours, or minutes. A short job may start sooner.');
		case 'partition':
			return l10n.t(
				'One partition, or several with commas between them: the first that can start the job is taken.',
			);
		case 'qos':
			return l10n.t('A QOS that your account may use.');
		case 'account':
			return l10n.t('The account that pays. The status bar lists yours.');
		case 'dependency':
			return l10n.t(
				'Such as "afterok:4821" (starts when job 4821 has finished well). Leave it empty to wait for nothing.',
			);
		case 'arrayThrottle':
			return l10n.t('How many tasks of the array may run at the same time; 0 for no limit.');
		case 'begin':
			return l10n.t('Such as "now+2hours", "16:00", "tomorrow" or "2026-11-26T08:00".');
		case 'name':
			return l10n.t('The name in the list. File names with %x in them change only while the job waits.');
		case 'nice':
			return l10n.t(
				'0 is normal; a higher number lets your other jobs go first (10000 at most is sensible).',
			);
		case 'comment':
			return l10n.t('A note of yours; leave it empty to remove it.');
	}
}

export function troubleText(trouble: ValueTrouble, job: Job): string {
	switch (trouble) {
		case 'empty':
			return l10n.t('Type a value.');
		case 'notOneLine':
			return l10n.t('It has to be one line without control characters.');
		case 'notAName':
			return l10n.t('Names hold letters, digits, "_", "-" and "." only.');
		case 'notATime':
			return l10n.t('Write it as 90 (minutes), 1:30:00 or 2-12 (2 days and 12 hours).');
		case 'notLower':
			return l10n.t(
				'Slurm lets you only lower it while the job runs: {0} at most.',
				job.limit === undefined ? '' : formatDuration(job.limit),
			);
		case 'alreadyOver':
			return l10n.t('The job has run for {0} already: it would be ended at once.', spanText(job.elapsed));
		case 'notADependency':
			return l10n.t('Write it as afterok:4821, afterany:4821:4822 or singleton.');
		case 'notACount':
			return l10n.t('Type a number, 0 for no limit.');
		case 'notNice':
			return l10n.t('Type a number from 0 up; only administrators may raise a priority.');
		case 'notABegin':
			return l10n.t('Write it as now+2hours, 16:00 or 2026-11-26T08:00.');
	}
}
