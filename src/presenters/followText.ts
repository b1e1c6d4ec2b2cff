import * as l10n from '@vscode/l10n';
import { type FollowEvent, hasErrorFile } from '../session/followJob.ts';
import type { Job } from '../slurm/job.ts';
import { explainPending } from '../slurm/pendingReason.ts';
import { formatBytes } from './formatBytes.ts';
import { shownId } from './jobWords.ts';
import { ERROR_MARK } from './outputMixer.ts';

/** VS Code's own, in every terminal. */
const FIND_KEY = process.platform === 'darwin' ? '⌘F' : 'Ctrl+F';

/** What a terminal with a job's output says beside the output itself. */
export type FollowNote = Exclude<FollowEvent, { readonly kind: 'text' | 'ended' }>;

/** In the first lines of an output; a click on it opens the document. */
export function openAsDocument(): string {
	return l10n.t('Open as Document');
}

/** The lines to be shown for something that happened; none where it is nobody's concern. */
export function followNotes(event: FollowNote, cluster: string): readonly string[] {
	if (event.kind === 'pending') {
		const { text } = explainPending(event.job.reason);
		return [l10n.t('Job {0} has not started: {1}', shownId(event.job), text)];
	}
	if (event.kind === 'started') return heading(event.job, cluster);
	const isError = event.from === 'error';
	switch (event.kind) {
		case 'discarded':
			return isError
				? [l10n.t('The standard error goes to /dev/null: the job throws it away.')]
				: [l10n.t('The output goes to /dev/null: the job throws it away.')];
		case 'waiting':
			// Many jobs never write to their standard error.
			return isError ? [] : [l10n.t('The job has not started writing: there is no file yet.')];
		case 'skipped':
			return [l10n.t('{0} are left out here. "{1}" shows them.', formatBytes(event.bytes), openAsDocument())];
		case 'restarted':
			return [
				isError
					? l10n.t('The file of the standard error was emptied or replaced; it begins anew.')
					: l10n.t('The file was emptied or replaced; it begins anew.'),
			];
		case 'interrupted':
			if (isError) return [];
			return [l10n.t('The connection was lost. This goes on here when it is back; the job runs on.')];
		case 'resumed':
			return isError ? [] : [l10n.t('The connection is back; here is what came meanwhile.')];
	}
}

/** Said once of an output that is no text. */
export function binaryNote(): string {
	return l10n.t('This output holds bytes that are no text. They are left out here, or shown as \ufffd.');
}

/** Said when a job has ended and never wrote to the file that it was given. */
export function nothingWritten(): string {
	return l10n.t('There is no output file. The job may have failed before it could write one.');
}

function heading(job: Job, cluster: string): readonly string[] {
	return [
		l10n.t('Output of job {0} on {1}: {2}', shownId(job), cluster, job.outputPath ?? ''),
		...(hasErrorFile(job)
			? [l10n.t('Lines with {0} are of its standard error: {1}', ERROR_MARK, job.errorPath)]
			: []),
		l10n.t('{0} searches, Ctrl+C stops following. All of it, also to copy: {1}', FIND_KEY, openAsDocument()),
	];
}
