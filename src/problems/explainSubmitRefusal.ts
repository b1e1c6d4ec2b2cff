import { t } from '@vscode/l10n';

interface Words {
	readonly why: string;
	readonly next: string;
}

/** Parts of what sbatch writes (Slurm 20.11 to 26.05), most telling first, with words for them. */
const REFUSALS: readonly (readonly [RegExp, () => Words])[] = [
	[
		/Invalid account or account\/partition combination/,
		() => ({
			why: t('The account does not exist, is not yours, or may not use this partition.'),
			next: t('Check #SBATCH --account and --partition. The status bar lists your accounts.'),
		}),
	],
	[
		/Invalid qos specification/,
		() => ({
			why: t('This QOS does not exist, or your account may not use it.'),
			next: t('Check #SBATCH --qos, or leave it out.'),
		}),
	],
	[
		/Invalid partition name/i,
		() => ({
			why: t('There is no partition of that name.'),
			next: t('Check #SBATCH --partition; "sinfo" in a terminal lists the partitions.'),
		}),
	],
	[
		/Requested time limit is invalid/,
		() => ({
			why: t('The time limit is missing, or longer than the partition or QOS allows.'),
			next: t('Lower #SBATCH --time.'),
		}),
	],
	[
		/More processors requested than permitted/,
		() => ({
			why: t('The job asks for more CPUs or nodes than the partition has or allows.'),
			next: t('Lower the number of nodes, tasks or CPUs.'),
		}),
	],
	[
		/Memory specification can not be satisfied/,
		() => ({ why: t('No node has that much memory.'), next: t('Lower #SBATCH --mem.') }),
	],
	[
		/Requested node configuration is not available/,
		() => ({
			why: t(
				'No node of this partition has what the job asks for on one node (GPUs, their type, CPUs or memory).',
			),
			next: t('Check the GPU type and count, CPUs and memory against the partition.'),
		}),
	],
	[
		/Invalid generic resource/,
		() => ({
			why: t('The cluster does not know this kind of resource.'),
			next: t('Check #SBATCH --gres or --gpus; GPUs are called "gpu".'),
		}),
	],
	[
		/Job violates accounting\/QOS policy/,
		() => ({
			why: t(
				'The job goes over a limit of your account or QOS: too many jobs, too much time, or too many resources.',
			),
			next: t('Wait for jobs to end, or ask for less. The raw text names the limit.'),
		}),
	],
	[
		/DOS line breaks/,
		() => ({
			why: t('The script has Windows line ends.'),
			next: t('Change "CRLF" to "LF" at the right of the status bar, save, and submit again.'),
		}),
	],
	[
		/does not look like a batch script/,
		() => ({
			why: t('The first line does not name an interpreter.'),
			next: t('Let the script begin with "#!/bin/bash".'),
		}),
	],
	[
		/Batch script is empty/,
		() => ({ why: t('The script is empty.'), next: t('Write the commands of the job into it and save.') }),
	],
	[
		/Unable to open file/,
		() => ({ why: t('The script does not exist on the cluster.'), next: t('Save it, or check its name.') }),
	],
	[
		/unrecognized option/,
		() => ({
			why: t('sbatch does not know one of the options.'),
			next: t('Check the spelling of the #SBATCH lines; the raw text names the option.'),
		}),
	],
	[
		/Invalid --?([\w-]+) specification/,
		() => ({
			why: t('One option has a value in the wrong form.'),
			next: t('The raw text names the option; correct it in its #SBATCH line.'),
		}),
	],
	[
		/Job dependency problem/,
		() => ({
			why: t('The job that it should wait for does not exist.'),
			next: t('Check #SBATCH --dependency.'),
		}),
	],
	[
		/No such file or directory/,
		() => ({
			why: t('The folder that the job should start in does not exist on the cluster.'),
			next: t('Choose another folder and submit again.'),
		}),
	],
];

/** Why sbatch refused, from its own words; those words themselves when they are not known here. */
export function explainSubmitRefusal(said: string): Words {
	for (const [pattern, words] of REFUSALS) if (pattern.test(said)) return words();
	const lastLine = said.trimEnd().split('\n').at(-1) ?? '';
	return {
		why: lastLine.replace(/^sbatch: (?:error: )?/, ''),
		next: t('Correct the script and submit again.'),
	};
}
