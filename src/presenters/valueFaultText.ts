import * as l10n from '@vscode/l10n';
import type { ValueFault } from '../script/values/fault.ts';
import { either } from './nameList.ts';

/** What is wrong with the form of a value, and what was probably meant. */
export function valueText(
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
