import * as l10n from '@vscode/l10n';

interface Words {
	readonly why: string;
	readonly next: string;
}

/** Parts of what sbatch writes (Slurm 20.11 to 26.05), most telling first, with words for them. */
const REFUSALS: readonly (readonly [RegExp, () => Words])[] = [
	[
		/Invalid account or account\/partition combination/,
		() => ({
			why: l10n.t('The account does not exist, is not yours, or may not use this partition.'),
			next: l10n.t('Check #SBATCH --account and --partition. The status bar lists your accounts.'),
		}),
	],
	[
		/Invalid qos specification/,
		() => ({
			why: l10n.t('This QOS does not exist, or your account may not use it.'),
			next: l10n.t('Check #SBATCH --qos, or leave it out.'),
		}),
	],
	[
		/Invalid partition name/i,
		() => ({
			why: l10n.t('There is no partition of that name.'),
			next: l10n.t('Check #SBATCH --partition; "sinfo" in a terminal lists the partitions.'),
		}),
	],
	[
		/Requested time limit is invalid/,
		() => ({
			why: l10n.t('The time limit is missing, or longer than the partition or QOS allows.'),
			next: l10n.t('Lower #SBATCH --time.'),
		}),
	],
	[
		/More processors requested than permitted/,
		() => ({
			why: l10n.t('The job asks for more CPUs or nodes than the partition has or allows.'),
			next: l10n.t('Lower the number of nodes, tasks or CPUs.'),
		}),
	],
	[
		/Memory specification can not be satisfied/,
		() => ({ why: l10n.t('No node has that much memory.'), next: l10n.t('Lower #SBATCH --mem.') }),
	],
	[
		/Requested node configuration is not available/,
		() => ({
			why: l10n.t(
				'No node of this partition has what the job asks for on one node (GPUs, their type, CPUs or memory).',
			),
			next: l10n.t('Check the GPU type and count, CPUs and memory against the partition.'),
		}),
	],
	[
		/Invalid generic resource/,
		() => ({
			why: l10n.t('The cluster does not know this kind of resource.'),
			next: l10n.t('Check #SBATCH --gres or --gpus; GPUs are called "gpu".'),
		}),
	],
	[
		/Job violates accounting\/QOS policy/,
		() => ({
			why: l10n.t(
				'The job goes over a limit of your account or QOS: too many jobs, too much time, or too many resources.',
			),
			next: l10n.t('Wait for jobs to end, or ask for less. The raw text names the limit.'),
		}),
	],
	[
		/DOS line breaks/,
		() => ({
			why: l10n.t('The script has Windows line ends.'),
			next: l10n.t('Change "CRLF" to "LF" at the right of the status bar, save, and submit again.'),
		}),
	],
	[
		/does not look like a batch script/,
		() => ({
			why: l10n.t('The first line does not name an interpreter.'),
			next: l10n.t('Let the script begin with "#!/bin/bash".'),
		}),
	],
	[
		/Batch script is empty/,
		() => ({
			why: l10n.t('The script is empty.'),
			next: l10n.t('Write the commands of the job into it and save.'),
		}),
	],
	[
		/Unable to open file/,
		() => ({
			why: l10n.t('The script does not exist on the cluster.'),
			next: l10n.t('Save it, or check its name.'),
		}),
	],
	[
		/unrecognized option/,
		() => ({
			why: l10n.t('sbatch does not know one of the options.'),
			next: l10n.t('Check the spelling of the #SBATCH lines; the raw text names the option.'),
		}),
	],
	[
		/Invalid --?([\w-]+) specification/,
		() => ({
			why: l10n.t('One option has a value in the wrong form.'),
			next: l10n.t('The raw text names the option; correct it in its #SBATCH line.'),
		}),
	],
	[
		/Job dependency problem/,
		() => ({
			why: l10n.t('The job that it should wait for does not exist.'),
			next: l10n.t('Check #SBATCH --dependency.'),
		}),
	],
	[
		/No such file or directory/,
		() => ({
			why: l10n.t('The folder that the job should start in does not exist on the cluster.'),
			next: l10n.t('Choose another folder and submit again.'),
		}),
	],
];

/** Why sbatch refused, from its own words; those words themselves when they are not known here. */
export function explainSubmitRefusal(said: string): Words {
	for (const [pattern, words] of REFUSALS) if (pattern.test(said)) return words();
	const lastLine = said.trimEnd().split('\n').at(-1) ?? '';
	return {
		why: lastLine.replace(/^sbatch: (?:error: )?/, ''),
		next: l10n.t('Correct the script and submit again.'),
	};
}
