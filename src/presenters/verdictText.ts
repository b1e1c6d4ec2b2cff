import * as l10n from '@vscode/l10n';
import type { Canceller, Cause, Verdict } from '../verdict/verdict.ts';
import { type CauseText, findingText } from './findingText.ts';
import { formatBytes } from './formatBytes.ts';
import { signalMeaning, signalName } from './signalText.ts';
import { exactSpanText } from './spanText.ts';

/** A verdict in words. Where nothing is known that is said. */
export function verdictText(verdict: Verdict): CauseText {
	const { cause, exit, line, lastLines, output } = verdict;
	const { what, next } = causeText(cause);
	const code = cause.kind === 'found' && exit && exit.code > 0 ? l10n.t('Exit code {0}.', exit.code) : '';
	const evidence = line || cause.kind !== 'exitCode' ? '' : outputWords(output, lastLines.length);
	return { what: join(what, code), next: join(next, evidence) };
}

function outputWords(output: Verdict['output'], lineCount: number): string {
	switch (output) {
		case 'read':
			return lineCount > 0 ? l10n.t('Nothing known stands in its output; its last lines may tell more.') : '';
		case 'empty':
			return l10n.t('It wrote nothing.');
		case 'missing':
			return l10n.t('Its output file is not there (any more).');
		case 'unknown':
			return l10n.t('Its output could not be read.');
	}
}

function causeText(cause: Cause): CauseText {
	switch (cause.kind) {
		case 'completed':
			return cause.step
				? {
						what: l10n.t(
							'It completed, but one of its steps failed ({0}).',
							cause.step.signal > 0
								? signalName(cause.step.signal)
								: l10n.t('exit code {0}', cause.step.code),
						),
						next: l10n.t(
							'The script went on after it. "set -e" at its top makes it stop at the first failure.',
						),
					}
				: { what: l10n.t('It completed.'), next: '' };
		case 'outOfMemory':
			return {
				what:
					cause.askedBytes === undefined
						? l10n.t('It ran out of memory.')
						: l10n.t('It needed more memory than the {0} that it asked for.', formatBytes(cause.askedBytes)),
				next: l10n.t('Ask for more with --mem, or let the program hold less at once.'),
			};
		case 'timeLimit':
			return {
				what:
					cause.limit === undefined
						? l10n.t('It reached its time limit and was stopped.')
						: l10n.t('It reached its time limit of {0} and was stopped.', exactSpanText(cause.limit)),
				next: l10n.t('Ask for more with --time, or save checkpoints and go on from the last one.'),
			};
		case 'nodeFailure':
			return {
				what: l10n.t('A node failed under it.'),
				next: l10n.t('It was not your job. Submit it again.'),
			};
		case 'bootFailure':
			return {
				what: l10n.t('A node for it did not start.'),
				next: l10n.t('It was not your job. Submit it again; tell the help desk when it happens twice.'),
			};
		case 'refused':
			return {
				what: l10n.t('Slurm did not take it: no nodes are like those it asked for. It never was a job.'),
				next: l10n.t('Ask for fewer CPUs, GPUs or less memory a node, or name another partition.'),
			};
		case 'preempted':
			return {
				what: l10n.t('A job of higher priority took its place.'),
				next: l10n.t('Submit it again; with checkpoints it goes on where it was.'),
			};
		case 'deadline':
			return {
				what: l10n.t('It could not end before its deadline (--deadline), so Slurm removed it.'),
				next: l10n.t('Give it a later deadline or a shorter time limit.'),
			};
		case 'revoked':
			return { what: l10n.t('It runs on another cluster of the federation instead.'), next: '' };
		case 'cancelled':
			return { what: cancelledText(cause.by, cause.hadStarted), next: '' };
		case 'dependency':
			return {
				what: l10n.t('The job that it waited for did not end as it had to, so it never started.'),
				next: l10n.t('See what happened to that one, then submit both again.'),
			};
		case 'outputFile':
			return {
				what:
					cause.path === undefined
						? l10n.t('Slurm could not make its output file, so it ended at once.')
						: l10n.t('Slurm could not make its output file {0}, so it ended at once.', cause.path),
				next: l10n.t('Make the folder first (Slurm does not), or correct --output.'),
			};
		case 'found':
			return findingText(cause.finding);
		case 'signal':
			return {
				what: l10n.t('It was ended by {0} (signal {1}).', signalName(cause.signal), cause.signal),
				next: signalMeaning(cause.signal),
			};
		case 'exitCode':
			return exitCodeText(cause.code);
		case 'unknown':
			return {
				what: l10n.t('Slurm says {0}, and no more is known.', cause.state),
				next: l10n.t('Its output may tell more.'),
			};
	}
}

function cancelledText(by: Canceller, hadStarted: boolean): string {
	switch (by.kind) {
		case 'you':
			return hadStarted ? l10n.t('You cancelled it.') : l10n.t('You cancelled it before it started.');
		case 'administrator':
			return l10n.t('An administrator cancelled it.');
		case 'other':
			return l10n.t('{0} cancelled it.', by.name);
		case 'unknown':
			return hadStarted ? l10n.t('It was cancelled.') : l10n.t('It was cancelled before it started.');
	}
}

/** Codes that shells give a meaning to; else it is the program's own. */
function exitCodeText(code: number): CauseText {
	switch (code) {
		case 126:
			return {
				what: l10n.t('A program of the script could not be run (exit code 126).'),
				next: l10n.t('It may lack the permission (chmod +x), or be no program.'),
			};
		case 127:
			return {
				what: l10n.t('A command of the script was not found (exit code 127).'),
				next: l10n.t('Load its module or activate its environment in the script, or write its full path.'),
			};
		default:
			return {
				what: l10n.t('It failed with exit code {0}.', code),
				next: l10n.t("That number is the program's own; most use 1 for any failure."),
			};
	}
}

function join(...sentences: readonly string[]): string {
	return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** The verdict in one line, for the end of a followed output. */
export function verdictLine(jobId: string, verdict: Verdict): string {
	const { what } = verdictText(verdict);
	const { line } = verdict;
	const place =
		line === undefined
			? ''
			: line.number === undefined
				? l10n.t('Shown by: {0}', line.text)
				: l10n.t('Shown by line {0}: {1}', line.number, line.text);
	return join(l10n.t('Job {0} has ended:', jobId), what, place);
}
