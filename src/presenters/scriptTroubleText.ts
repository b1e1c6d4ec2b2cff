import * as l10n from '@vscode/l10n';
import type { ConflictRule, Fix, StrayReason, Trouble } from '../script/finding.ts';
import { clusterText } from './clusterTroubleText.ts';
import { either, few } from './nameList.ts';
import { valueText } from './valueFaultText.ts';

/** What is wrong, why, and what to do, in one or two sentences. */
export function troubleText(trouble: Trouble): string {
	switch (trouble.kind) {
		case 'noShebang':
			return l10n.t(
				'The first line must begin with "#!" and the program that runs the script, such as #!/bin/bash. sbatch refuses it otherwise.',
			);
		case 'byteOrderMark':
			return l10n.t(
				'The file begins with an invisible mark (a "byte order mark"), so that sbatch does not see the "#!". Save it as UTF-8 without it.',
			);
		case 'nulCharacter':
			return l10n.t('There is a zero byte here, and Slurm takes no script with one. Is this a text file?');
		case 'dosLineEnds':
			return l10n.t(
				'The lines end as on Windows (CRLF). sbatch refuses that; it wants the line ends of Unix (LF).',
			);
		case 'unmatchedQuote':
			return l10n.t('The quote {0} is not closed on this line, so sbatch refuses the script.', trouble.quote);
		case 'strayColon':
			return l10n.t(
				'sbatch does not allow ":" here. On the command line it separates the jobs of a heterogeneous one; in a script write "#SBATCH hetjob" on a line of its own.',
			);
		case 'escapedBlank':
			return l10n.t(
				'Before Slurm 24.05 a backslash does not keep the next blank: the value ends here. Put the value in quotes.',
			);
		case 'cutByComment':
			return l10n.t(
				'From "#" on the line is a comment, so sbatch reads only "{0}". Put the value in quotes to keep the sign.',
				trouble.read,
			);
		case 'strayWord':
			return strayText(trouble.word, trouble.why);
		case 'unknownOption':
			return trouble.likely === undefined
				? l10n.t('sbatch has no option {0}.', trouble.name)
				: l10n.t('sbatch has no option {0}. Did you mean --{1}?', trouble.name, trouble.likely);
		case 'ambiguousOption':
			return trouble.likely === undefined
				? l10n.t('{0} could be {1}; sbatch wants to know which.', trouble.name, few(trouble.options))
				: l10n.t(
						'{0} could be {1}; sbatch wants to know which. Did you mean --{2}?',
						trouble.name,
						few(trouble.options),
						trouble.likely,
					);
		case 'abbreviatedOption':
			return l10n.t(
				'{0} is short for {1}. Written out it stays right when a later Slurm has another option that begins so.',
				trouble.name,
				trouble.full,
			);
		case 'tooNewOption':
			return trouble.version === undefined
				? l10n.t('{0} needs Slurm {1} or later.', trouble.name, trouble.since)
				: l10n.t(
						'{0} needs Slurm {1} or later; the cluster has {2}.',
						trouble.name,
						trouble.since,
						trouble.version,
					);
		case 'removedOption':
			return trouble.instead === undefined
				? l10n.t('{0} is no longer an option since Slurm {1}.', trouble.name, trouble.until)
				: l10n.t(
						'{0} is no longer an option since Slurm {1}. Use --{2}.',
						trouble.name,
						trouble.until,
						trouble.instead,
					);
		case 'oldName':
			return l10n.t('{0} is now called {1}.', trouble.name, trouble.instead);
		case 'oldMarker':
			return l10n.t('"#SLURM" is the marker of long ago; sbatch complains about it. Write "#SBATCH".');
		case 'oldSeparator':
			return l10n.t('"packjob" is now called "hetjob".');
		case 'missingValue':
			return trouble.example === undefined
				? l10n.t('{0} needs a value.', trouble.name)
				: l10n.t('{0} needs a value, such as {1}.', trouble.name, trouble.example);
		case 'valueNotTaken':
			return l10n.t('{0} takes no value.', trouble.name);
		case 'valueWithEquals':
			return l10n.t(
				'After a single dash there is no "=": sbatch reads it as part of the value, "{1}". Write "{0} {2}".',
				trouble.name,
				trouble.value,
				trouble.value.slice(1),
			);
		case 'singleDash':
			return l10n.t(
				'With one dash sbatch reads the letters one by one. Write {1}, with two dashes, instead of {0}.',
				trouble.written,
				trouble.option,
			);
		case 'badValue':
			return valueText(
				`--${trouble.option.name}`,
				trouble.value,
				trouble.fault,
				trouble.option.choices ?? [],
			);
		case 'repeated':
			return l10n.t('{0} is set again further down, and that counts. This one does nothing.', trouble.name);
		case 'idleOption':
			return l10n.t(
				'{0} works on the command line of sbatch only. In a script it does nothing.',
				trouble.name,
			);
		case 'rootOption':
			return l10n.t('{0} is for administrators; sbatch refuses it from everybody else.', trouble.name);
		case 'waits':
			return l10n.t(
				'With --wait sbatch returns only when the job has ended. Submitting from here would wait as long.',
			);
		case 'missed':
			return missedText(trouble.why);
		case 'notExpanded':
			return l10n.t(
				'{0} is not filled in here: sbatch reads these lines itself, before any shell does. {1} would get it letter by letter.',
				trouble.what,
				trouble.name,
			);
		case 'sharedOutput':
			return l10n.t(
				'All tasks of the array would write into this one file. Put %a, the number of the task, in its name.',
			);
		case 'conflict':
			return conflictText(trouble.rule, trouble.names);
		case 'needs':
			return l10n.t('{0} needs {1} beside it.', trouble.name, either(trouble.oneOf));
		case 'folderMissing':
			return trouble.name === '--chdir'
				? l10n.t(
						'There is no folder {0} on the cluster. The job would run in another one, or fail.',
						trouble.path,
					)
				: l10n.t(
						'There is no folder {0} on the cluster. The job would end at once, and leave no log to tell why.',
						trouble.path,
					);
		default:
			return clusterText(trouble);
	}
}

function strayText(word: string, why: StrayReason): string {
	switch (why) {
		case 'otherDash':
			return l10n.t(
				'This dash is not a hyphen, perhaps from a web page or a word processor. Options begin with "-" from the keyboard.',
			);
		case 'noDashes':
			return l10n.t('"{0}" lacks its two dashes.', word);
		case 'valueApart':
			return l10n.t(
				'This option takes its value only with "=", so sbatch does not know what "{0}" is, and refuses the script.',
				word,
			);
		case 'commentMark':
			return l10n.t(
				'A comment on this line begins with "#". sbatch takes "{0}" for something else, and refuses the script.',
				word,
			);
		case 'blankInValue':
			return l10n.t(
				'sbatch does not know what "{0}" is, and refuses the script. A value with blanks needs quotes; a comment begins with "#".',
				word,
			);
		case 'plain':
			return l10n.t('"{0}" is no option, so sbatch refuses the script. A comment begins with "#".', word);
	}
}

function missedText(why: 'afterCommand' | 'indented' | 'spaced' | 'lowerCase'): string {
	switch (why) {
		case 'afterCommand':
			return l10n.t('This does nothing: Slurm stops reading options at the first command of the script.');
		case 'indented':
			return l10n.t('This does nothing: "#SBATCH" must be at the very beginning of the line.');
		case 'spaced':
			return l10n.t('This is a comment, and no option: between "#" and "SBATCH" there must be no blank.');
		case 'lowerCase':
			return l10n.t('This does nothing: "#SBATCH" is written in capitals.');
	}
}

function conflictText(rule: ConflictRule, names: readonly string[]): string {
	const [first = '', second = ''] = names;
	switch (rule) {
		case 'memory':
			return l10n.t(
				'{0} and {1} do not go together: memory is given once, by node, by CPU or by GPU.',
				first,
				second,
			);
		case 'exclusive':
			return l10n.t(
				'{0} and {1} say the opposite. Slurm 23.02 and later refuse that; before, the last one counts.',
				first,
				second,
			);
		case 'requeue':
			return l10n.t('{0} and {1} say the opposite; only one of them counts.', first, second);
		case 'gresPerNode':
			return l10n.t(
				'{0} and {1} both say how many GPUs each node gives. One is dropped without a word; Slurm 26.05 and later refuse it.',
				first,
				second,
			);
		case 'gresGpus':
			return l10n.t(
				'{0} asks for GPUs on each node and {1} for the job as a whole. Say one of them, so that it is clear how many you get.',
				first,
				second,
			);
		case 'gpusPerNode':
			return l10n.t(
				'These numbers of GPUs contradict each other: --gpus must be --nodes times --gpus-per-node.',
			);
		case 'gpusPerTask':
			return l10n.t(
				'These numbers of GPUs contradict each other: --gpus must be --ntasks times --gpus-per-task.',
			);
		case 'gpusFewerThanNodes':
			return l10n.t('There are fewer GPUs than nodes, and each node of such a job must have one.');
		case 'tasksFewerThanNodes':
			return l10n.t('There are fewer tasks than nodes. Slurm takes only as many nodes as there are tasks.');
		case 'noise':
			return l10n.t('{0} and {1} say the opposite.', first, second);
		default:
			return l10n.t('{0} and {1} do not go together.', first, second);
	}
}

/** What a fix does, for the light bulb. */
export function fixText(fix: Fix): string {
	switch (fix.kind) {
		case 'replace':
			return l10n.t('Change to {0}', fix.shown.trim());
		case 'add':
			return l10n.t('Add {0}', fix.shown);
		case 'remove':
			return fix.shown === '' ? l10n.t('Remove It') : l10n.t('Remove {0}', fix.shown);
		case 'moveUp':
			return l10n.t('Move Up to the Other Directives');
		case 'addShebang':
			return l10n.t('Add #!/bin/bash');
		case 'unixLineEnds':
			return l10n.t('Change to Unix Line Ends (LF)');
		case 'expand':
			return l10n.t('Fill It In from the Cluster');
		case 'createFolder':
			return l10n.t('Create {0} on the Cluster…', fix.path);
	}
}
