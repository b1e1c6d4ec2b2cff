import * as l10n from '@vscode/l10n';
import type { ConflictRule, Fix, Resource, StrayReason, Trouble } from '../script/finding.ts';
import type { ValueFault } from '../script/values/fault.ts';
import { writeMemory } from '../script/values/memory.ts';
import { writeTimeLimit } from '../script/values/time.ts';

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

function valueText(
	option: string,
	value: string,
	{ reason, part, likely, isTaken }: ValueFault,
	choices: readonly string[],
): string {
	const sentence = reasonText(option, part ?? value, reason, choices);
	const noticed =
		isTaken && reason === 'mailType' ? ` ${l10n.t('sbatch does not notice; that mail would not come.')}` : '';
	return likely === undefined
		? sentence + noticed
		: `${sentence}${noticed} ${l10n.t('Did you mean {0}?', likely)}`;
}

function reasonText(
	option: string,
	part: string,
	reason: ValueFault['reason'],
	choices: readonly string[],
): string {
	switch (reason) {
		case 'empty':
			return l10n.t('{0} needs a value.', option);
		case 'timeUnit':
			return l10n.t(
				'Slurm knows no units of time. Write minutes, or hours:minutes:seconds, or days-hours:minutes:seconds.',
			);
		case 'timeTooManyParts':
			return l10n.t('Days are separated by a dash: days-hours:minutes:seconds.');
		case 'timeForm':
			return l10n.t(
				'"{0}" is no length of time. Write minutes, minutes:seconds, hours:minutes:seconds, or days-hours:minutes:seconds.',
				part,
			);
		case 'memoryUnit':
			return l10n.t(
				'"{0}" has a unit that Slurm does not know. It knows K, M, G and T; without one it means megabytes.',
				part,
			);
		case 'memoryFraction':
			return l10n.t('Memory must be a whole number.');
		case 'memoryForm':
			return l10n.t(
				'"{0}" is no amount of memory. Write a whole number and K, M, G or T, such as 32G.',
				part,
			);
		case 'notACount':
			return l10n.t('{0} wants a whole number, not "{1}".', option, part);
		case 'zero':
			return l10n.t('{0} must be at least 1.', option);
		case 'nodesForm':
			return l10n.t('"{0}" is no number of nodes. Write one number, or a least and a most: 2-4.', part);
		case 'nodesDescending':
			return l10n.t('The most nodes are fewer than the least.');
		case 'arrayForm':
			return l10n.t(
				'"{0}" is no list of array tasks. Write numbers and ranges, such as 0-9, 1,3,5, 0-100:10, 0-9%2.',
				part,
			);
		case 'arrayDescending':
			return l10n.t('The range "{0}" goes down.', part);
		case 'gpusForm':
			return l10n.t('"{0}" is no number of GPUs. Write a number, or a type and a number: h100:2.', part);
		case 'gpusWithName':
			return l10n.t('{0} counts GPUs already, so "gpu:" is taken for a type of GPU.', option);
		case 'gpusMixed':
			return l10n.t('GPUs with and without a type cannot be asked for together.');
		case 'gresForm':
			return l10n.t(
				'"{0}" is no list of resources. Write name:number or name:type:number, such as gpu:2 or gpu:h100:2.',
				part,
			);
		case 'dependencyKind':
			return l10n.t(
				'"{0}" is no kind of dependency. There are after, afterok, afterany, afternotok, aftercorr, and singleton.',
				part,
			);
		case 'dependencyForm':
			return l10n.t('"{0}" is no dependency. Write a kind and the ids of jobs: afterok:123456.', part);
		case 'signalName':
			return l10n.t('"{0}" is no signal. Write a name such as USR1 or TERM, or a number.', part);
		case 'signalForm':
			return l10n.t(
				'Write the signal and how many seconds (at most 65535) before the end: USR1@300, or B:USR1@300 for the script itself.',
			);
		case 'mailType':
			return l10n.t(
				'"{0}" is no occasion for mail. There are BEGIN, END, FAIL, REQUEUE, TIME_LIMIT_80, ARRAY_TASKS, ALL and some more, with commas between.',
				part,
			);
		case 'momentForm':
			return l10n.t(
				'"{0}" looks like no point in time that Slurm reads. Write now+1hour, 16:00, tomorrow, or 2030-01-31T12:00:00.',
				part,
			);
		case 'distribution':
			return l10n.t(
				'"{0}" is no layout. Write block, cyclic, plane=4 or arbitrary, and one for the sockets behind a colon: block:cyclic.',
				part,
			);
		case 'choice':
			return l10n.t('{0} takes {1}, not "{2}".', option, either(choices), part);
		case 'openMode':
			return l10n.t('{0} takes append or truncate.', option);
		case 'switchesForm':
			return l10n.t('Write a number of switches, and how long to wait for so few: 1@30:00.');
		case 'coresForm':
			return l10n.t(
				'"{0}" is not what {1} takes. Write a number, or numbers with colons between: sockets:cores:threads.',
				part,
				option,
			);
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

type ClusterTrouble = Extract<
	Trouble,
	{
		kind:
			| 'partitionUnknown'
			| 'partitionState'
			| 'partitionClosed'
			| 'accountNotMine'
			| 'qosNotMine'
			| 'reservationUnknown'
			| 'featureUnknown'
			| 'timeOverLimit'
			| 'maintenance'
			| 'arrayTooHigh'
			| 'tooMany'
			| 'gpuTypeUnknown'
			| 'noGpus'
			| 'noNodeFits';
	}
>;

function clusterText(trouble: ClusterTrouble): string {
	switch (trouble.kind) {
		case 'partitionUnknown':
			return trouble.likely === undefined
				? l10n.t('The cluster has no partition "{0}".', trouble.name)
				: l10n.t('The cluster has no partition "{0}". Did you mean {1}?', trouble.name, trouble.likely);
		case 'partitionState':
			return trouble.state === 'DOWN'
				? l10n.t('Partition {0} starts no jobs at the moment; the job would wait.', trouble.name)
				: l10n.t('Partition {0} takes no jobs at the moment ({1}).', trouble.name, trouble.state);
		case 'partitionClosed':
			return trouble.to === 'account'
				? l10n.t('Partition {0} is not open to account {1}.', trouble.partition, trouble.name) +
						allowedText(trouble.allowed)
				: l10n.t('Partition {0} does not take QOS {1}.', trouble.partition, trouble.name) +
						allowedText(trouble.allowed);
		case 'accountNotMine':
			return l10n.t('You have no account "{0}". Yours: {1}.', trouble.name, few(trouble.mine));
		case 'qosNotMine':
			return trouble.account === undefined
				? l10n.t('You may not use QOS "{0}". Yours: {1}.', trouble.name, few(trouble.mine))
				: l10n.t(
						'With account {0} you may not use QOS "{1}". There are: {2}.',
						trouble.account,
						trouble.name,
						few(trouble.mine),
					);
		case 'reservationUnknown':
			return trouble.known.length === 0
				? l10n.t('There is no reservation "{0}"; the cluster has none at the moment.', trouble.name)
				: l10n.t('There is no reservation "{0}". There are: {1}.', trouble.name, few(trouble.known));
		case 'featureUnknown':
			return trouble.known.length === 0
				? l10n.t('No node of {0} has the feature "{1}".', few(trouble.partitions), trouble.name)
				: l10n.t(
						'No node of {0} has the feature "{1}". There are: {2}.',
						few(trouble.partitions),
						trouble.name,
						few(trouble.known),
					);
		case 'timeOverLimit':
			return timeText(trouble);
		case 'maintenance':
			return maintenanceText(trouble.start, trouble.fits);
		case 'arrayTooHigh':
			return l10n.t('The highest number of an array task on this cluster is {0}.', trouble.highest);
		case 'tooMany':
			return tooManyText(trouble.what, trouble.asked, trouble.most, few(trouble.partitions));
		case 'gpuTypeUnknown':
			return (
				l10n.t(
					'{0} has no GPUs of type "{1}", but {2}.',
					few(trouble.partitions),
					trouble.type,
					few(trouble.known),
				) + elsewhereText(trouble.elsewhere)
			);
		case 'noGpus':
			return l10n.t('{0} has no GPUs.', few(trouble.partitions)) + elsewhereText(trouble.elsewhere);
		case 'noNodeFits':
			return l10n.t(
				'{0} has no node with so many CPUs, GPUs and so much memory at once.',
				few(trouble.partitions),
			);
	}
}

function timeText({
	seconds,
	limit,
	of,
	isDefault,
	isRefused,
}: Extract<Trouble, { kind: 'timeOverLimit' }>): string {
	const holder = of.kind === 'partition' ? l10n.t('partition {0}', of.name) : l10n.t('QOS {0}', of.name);
	const end = isRefused
		? l10n.t('Slurm would refuse the job.')
		: l10n.t('The job would wait and never start.');
	const asked = Number.isFinite(seconds) ? writeTimeLimit(seconds) : l10n.t('no limit');
	const sentence = isDefault
		? l10n.t(
				'Without --time the job gets {0}, longer than {1} allows: {2}.',
				asked,
				holder,
				writeTimeLimit(limit),
			)
		: l10n.t('{0} is longer than {1} allows: {2}.', asked, holder, writeTimeLimit(limit));
	return `${sentence} ${end}`;
}

function maintenanceText(start: number, fits: number | undefined): string {
	const at = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(start);
	const sentence = l10n.t(
		'A maintenance begins on {0}, before this job could end, so that it would wait until that is over.',
		at,
	);
	return fits === undefined
		? sentence
		: `${sentence} ${l10n.t('A time of {0} or less can still run before.', writeTimeLimit(fits))}`;
}

function tooManyText(what: Resource, asked: number, most: number, partitions: string): string {
	switch (what) {
		case 'nodes':
			return l10n.t('{0} has {1} nodes, and the job asks for {2}.', partitions, most, asked);
		case 'maxNodes':
			return l10n.t('A job in {0} may have {1} nodes, and this one asks for {2}.', partitions, most, asked);
		case 'cpus':
			return l10n.t('A node of {0} has {1} CPUs, and the job asks for {2} on one.', partitions, most, asked);
		case 'totalCpus':
			return l10n.t('The job asks for {2} CPUs, and can have {1} in {0}.', partitions, most, asked);
		case 'memory':
			return l10n.t(
				'A node of {0} has {1} of memory for jobs, and the job asks for {2}.',
				partitions,
				writeMemory(most),
				writeMemory(asked),
			);
		case 'gpus':
			return l10n.t(
				'A node of {0} has {1} such GPUs, and the job asks for {2} on one.',
				partitions,
				most,
				asked,
			);
		case 'totalGpus':
			return l10n.t('The job asks for {2} GPUs, and can have {1} in {0}.', partitions, most, asked);
	}
}

function allowedText(allowed: readonly string[]): string {
	return allowed.length === 0 ? '' : ` ${l10n.t('It takes {0}.', few(allowed))}`;
}

function elsewhereText(partitions: readonly string[]): string {
	return partitions.length === 0 ? '' : ` ${l10n.t('Look at {0}.', few(partitions))}`;
}

/** At most six of a list. */
function few(names: readonly string[]): string {
	return names.length > 6 ? `${names.slice(0, 6).join(', ')}, …` : names.join(', ');
}

function either(names: readonly string[]): string {
	const [last = '', ...before] = names.toReversed();
	return before.length === 0 ? last : l10n.t('{0} or {1}', before.toReversed().join(', '), last);
}

/** What a fix does, for the light bulb. */
export function fixText(fix: Fix): string {
	switch (fix.kind) {
		case 'replace':
			return l10n.t('Change to {0}', fix.shown.trim());
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
