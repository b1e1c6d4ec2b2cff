import * as l10n from '@vscode/l10n';
import { env, window } from 'vscode';
import { hasShell } from '../../slurm/jobFlags.ts';
import { nodeNames } from '../../slurm/nodeNames.ts';
import { JobTerminal } from '../jobTerminal.ts';
import { remoteUri } from '../remoteUri.ts';
import { loginTerminalOptions } from '../terminalProfile.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { chooseJob, chooseJobs } from './chooseJobs.ts';

/** "Copy Job Id": as Slurm's own commands take it, one a line. */
export const copyJobIdAction: Action = {
	id: 'aiFactory.copyJobId',
	async run(workbench, target, selection) {
		const chosen = await chooseJobs(workbench, target, selection, {
			title: l10n.t('Copy the ids of jobs'),
			fits: () => true,
		});
		if (chosen.length > 0) await env.clipboard.writeText(chosen.map(({ job }) => job.id).join('\n'));
	},
};

/** "Open Script as Submitted": what Slurm runs, whatever became of the file since. */
export const openJobScriptAction: Action = {
	id: 'aiFactory.openJobScript',
	async run(workbench, target) {
		const chosen = await chooseJob(workbench, target, {
			title: l10n.t('Open the script of a job as it was submitted'),
			fits: () => true,
		});
		if (!chosen) return;
		const { session, job } = chosen;
		const script = await withProgress(l10n.t('Asking Slurm for the script of {0}', job.id), (signal) =>
			session.slurm.readScript(job, signal),
		);
		await workbench.scripts.show(session, job, script);
	},
};

/** "Open Working Directory": in the Storage view where it is in one of the areas, else in a terminal. */
export const openJobFolderAction: Action = {
	id: 'aiFactory.openJobFolder',
	async run(workbench, target) {
		const chosen = await chooseJob(workbench, target, {
			title: l10n.t('Open the working directory of a job'),
			fits: ({ workDir }) => workDir !== '',
		});
		if (!chosen) return;
		const { session, job } = chosen;
		if (await workbench.storageView.reveal(remoteUri(session.name, job.workDir))) return;
		const { config } = session;
		const name = `${config.name}: ${job.workDir.split('/').at(-1) ?? ''}`;
		window.createTerminal(loginTerminalOptions(workbench.app, name, async () => config, job.workDir)).show();
	},
};

/** "Open Terminal in Job": a shell on one of its nodes, with its GPUs, until the job ends. */
export const openJobTerminalAction: Action = {
	id: 'aiFactory.openJobTerminal',
	async run(workbench, target) {
		const chosen = await chooseJob(workbench, target, {
			title: l10n.t('Open a terminal in a running job'),
			fits: hasShell,
		});
		if (!chosen) return;
		const { session, job } = chosen;
		const nodes = nodeNames(job.nodes);
		const node =
			nodes.length > 1
				? await window.showQuickPick(nodes, {
						title: l10n.t('On which node of {0} ({1})?', job.name, job.id),
						placeHolder: l10n.t('Choose a node; the batch script runs on the first'),
					})
				: nodes[0];
		if (node === undefined) return;
		const terminal = new JobTerminal(session, job, node);
		window.createTerminal({ ...terminal.options, pty: terminal }).show();
	},
};
