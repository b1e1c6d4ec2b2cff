import * as l10n from '@vscode/l10n';
import type { Finding } from '../verdict/finding.ts';

/** What happened, and what to do about it. */
export interface CauseText {
	/** One sentence. */
	readonly what: string;
	/** One or two sentences; empty where there is nothing to do. */
	readonly next: string;
}

/** The words for what a line of output tells. */
export function findingText({ kind, detail }: Finding): CauseText {
	switch (kind) {
		case 'memory':
			return {
				what: l10n.t('The program got no more memory.'),
				next: l10n.t('Ask for more with --mem, or let the program hold less at once.'),
			};
		case 'gpuMemory':
			return {
				what: l10n.t('The memory of the GPU was full.'),
				next: l10n.t(
					'Try a smaller batch size, mixed precision or gradient checkpointing; or a GPU with more memory. More --mem does not help: that is the memory of the node.',
				),
			};
		case 'gpuMissing':
			return {
				what: l10n.t('The program found no GPU that it can use.'),
				next: l10n.t(
					'See that the job asks for one (--gpus=1), that the partition has GPUs, and that the program was installed with support for them.',
				),
			};
		case 'gpuFault':
			return {
				what: detail ? l10n.t('The GPU reported a fault: {0}.', detail) : l10n.t('The GPU reported a fault.'),
				next: l10n.t(
					'Run once with CUDA_LAUNCH_BLOCKING=1 to see which line it is. When it always happens on the same node, tell the help desk.',
				),
			};
		case 'timeLimit':
			return {
				what: l10n.t('The time limit was reached.'),
				next: l10n.t('Ask for more with --time, or save checkpoints and go on from the last one.'),
			};
		case 'nodeFailure':
			return { what: l10n.t('A node failed.'), next: l10n.t('It was not your job. Submit it again.') };
		case 'preempted':
			return {
				what: l10n.t('A job of higher priority took its place.'),
				next: l10n.t('Submit it again; with checkpoints it goes on where it was.'),
			};
		case 'diskFull':
			return {
				what: l10n.t('There was no space left where the job writes.'),
				next: l10n.t(
					'Delete what is not needed, or write to another storage area. /tmp on a node is small on many sites.',
				),
			};
		case 'quotaFull':
			return {
				what: l10n.t('Your quota of storage was used up.'),
				next: l10n.t(
					'The Storage view shows which area is full. Delete or move files; a quota may be on their number as well.',
				),
			};
		case 'sharedMemory':
			return {
				what: l10n.t('The data loaders ran out of shared memory.'),
				next: l10n.t('Use fewer workers (num_workers), or ask for more with --mem.'),
			};
		case 'pythonModule':
			return {
				what: detail
					? l10n.t('Python did not find the module "{0}".', detail)
					: l10n.t('Python did not find a module.'),
				next: l10n.t(
					'Activate the environment in the script, before Python starts (source …/bin/activate, conda activate, or module load). If it is active, install the module in it.',
				),
			};
		case 'softwareModule':
			return {
				what: detail
					? l10n.t('The software module could not be loaded: {0}', detail)
					: l10n.t('A software module could not be loaded.'),
				next: l10n.t(
					'"module spider" on the login node lists the names that exist; sites rename them with every yearly release.',
				),
			};
		case 'condaSetUp':
			return {
				what: detail
					? l10n.t('There is no conda environment "{0}".', detail)
					: l10n.t('conda was not ready in the script.'),
				next: detail
					? l10n.t('"conda env list" on the login node shows which ones there are.')
					: l10n.t(
							'A batch script does not read your start-up files as a terminal does: put "source $(conda info --base)/etc/profile.d/conda.sh" before "conda activate".',
						),
			};
		case 'sharedLibrary':
			return {
				what: l10n.t('A library was not found: {0}', detail),
				next: l10n.t('Load the modules in the script that the program was built with, in the same versions.'),
			};
		case 'containerImage':
			return {
				what: detail
					? l10n.t('The container image could not be opened: {0}', detail)
					: l10n.t('The container image could not be opened.'),
				next: l10n.t('See that the path is right and that the nodes can read it.'),
			};
		case 'workDir':
			return {
				what: l10n.t('The folder that the job starts in does not exist: {0}', detail),
				next: l10n.t(
					'Slurm started the script in /tmp instead, where its files are not. Make the folder, or correct --chdir.',
				),
			};
		case 'fileMissing':
			return {
				what: detail ? l10n.t('A file was not found: {0}', detail) : l10n.t('A file was not found.'),
				next: l10n.t(
					'A path without a leading slash counts from the folder that the job starts in. Check for a typing mistake, and that the file is on the cluster.',
				),
			};
		case 'commandMissing':
			return {
				what: l10n.t('There is no command "{0}" on the node.', detail),
				next: l10n.t('Load its module or activate its environment in the script, or write its full path.'),
			};
		case 'permission':
			return {
				what: detail
					? l10n.t('The job may not use {0}.', detail)
					: l10n.t('The job lacked the permission for a file.'),
				next: l10n.t('For a program: chmod +x. For data of others: ask them, or your project.'),
			};
		case 'windowsLineEnds':
			return {
				what: l10n.t('The script has line ends of Windows, which Linux takes for part of each line.'),
				next: l10n.t('Set "LF" at the right of the status bar, save, and submit again.'),
			};
		case 'interpreter':
			return {
				what: detail
					? l10n.t('The program that the first line of the script names does not exist: {0}', detail)
					: l10n.t('The program that the first line of the script names does not exist.'),
				next: l10n.t('Write #!/bin/bash there, or a path that the nodes have.'),
			};
		case 'wrongMachine':
			return {
				what: l10n.t('The program was built for another kind of processor, or is no program.'),
				next: l10n.t(
					'Build it on a node of this partition: login nodes and GPU nodes may differ (ARM and x86).',
				),
			};
		case 'license':
			return {
				what: l10n.t('The program got no licence.'),
				next: l10n.t(
					'All may be in use: try later, or ask Slurm to wait for one (--licenses) where the site has set that up.',
				),
			};
		case 'accessDenied':
			return {
				what: l10n.t('A web service refused access to a model or its data.'),
				next: l10n.t(
					'Accept the licence on its page with your account, and give the job your access token, such as by "hf auth login" on the login node.',
				),
			};
		case 'network':
			return {
				what: l10n.t('The job could not reach the internet.'),
				next: l10n.t(
					'On many sites compute nodes have no way out. Download on the login node first, or set the proxy that the site tells.',
				),
			};
		case 'portTaken':
			return {
				what: l10n.t('Another program on the node uses the same network port.'),
				next: l10n.t(
					'Take a port from the job number, such as MASTER_PORT=$((10000 + SLURM_JOB_ID % 50000)).',
				),
			};
		case 'openFiles':
			return {
				what: l10n.t('The program had too many files open.'),
				next: l10n.t('Put "ulimit -n 65536" into the script, or use fewer data loaders.'),
			};
		case 'communication':
			return {
				what: l10n.t('The processes of the job lost each other.'),
				next: l10n.t(
					'That is mostly what the others say when one of them ended: look for the first error in the output. Else try with NCCL_DEBUG=INFO.',
				),
			};
		case 'segmentation':
			return {
				what: l10n.t('The program crashed (segmentation fault).'),
				next: l10n.t(
					'That is a mistake in the program or in one of its libraries; often two versions that do not fit together.',
				),
			};
		case 'busError':
			return {
				what: l10n.t('The program crashed (bus error).'),
				next: l10n.t('Mostly a file or /dev/shm that became full while it was used.'),
			};
		case 'illegalInstruction':
			return {
				what: l10n.t('The program uses instructions that this processor does not have.'),
				next: l10n.t('Build it, or install its packages, on a node of this partition.'),
			};
		case 'shellSyntax':
			return {
				what: l10n.t('The shell did not understand the script: {0}', detail),
				next: l10n.t('The line number in the message counts from the first line of the script.'),
			};
		case 'pythonError':
			return {
				what: l10n.t('Python stopped with {0}', detail),
				next: l10n.t('The lines above it in the output show where.'),
			};
		case 'taskFailed':
			return {
				what: l10n.t('A task of the job failed: {0}', detail),
				next: l10n.t('What it wrote before that may tell why.'),
			};
	}
}
