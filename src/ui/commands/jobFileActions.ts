import * as l10n from '@vscode/l10n';
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import { batchScript } from '../../launch/batchScript.ts';
import { mistakeInResource } from '../../launch/checkText.ts';
import type { Recipe } from '../../launch/recipe.ts';
import { type Changes, lineOf, withChanges, wordsOf } from '../../launch/runFile.ts';
import { isJobFile } from '../launch/jobFiles.ts';
import { launchJobs, showOnStart } from '../launch/launchJobs.ts';
import { isOnCluster } from '../launch/launchPlace.ts';
import { withProgram } from '../launch/withProgram.ts';
import { orNothing, quickSteps, wholeNumber } from '../quickSteps.ts';
import type { Action, Workbench } from './action.ts';

/** ▷ of a job file: submits a job with what it needs; or that job alone. From the palette it asks for the job. */
export const runJobAction: Action = {
	id: 'aiFactory.runJob',
	async run(workbench, target, selection) {
		const job = await chosenJob(workbench, target, selection);
		if (!job) return;
		const { document, recipe } = job;
		const isAlone = chosenIn(selection)?.isAlone ?? false;
		const recipes = isAlone ? [recipe] : await workbench.jobFiles.withWhatItNeeds(document, recipe);
		showOnStart(workbench, await launchJobs(workbench, document.uri, recipes));
	},
};

/** Submits a job once with another time, number of GPUs, partition or arguments; the last answers are proposed the next time. */
export const runWithChangesAction: Action = {
	id: 'aiFactory.runWithChanges',
	async run(workbench, target, selection) {
		const job = await chosenJob(workbench, target, selection);
		if (!job) return;
		const { document, recipe } = job;
		const key = `runWithChanges:${document.uri.toString()}#${recipe.name}`;
		const before = workbench.workspaceState.get<Changes>(key, {});
		const changes = await askForChanges(workbench, withChanges(recipe, before));
		if (!changes) return;
		await workbench.workspaceState.update(key, changes);
		const changed = withChanges(recipe, changes);
		const recipes = await workbench.jobFiles.withWhatItNeeds(document, changed);
		showOnStart(workbench, await launchJobs(workbench, document.uri, recipes));
	},
};

/** Shows the batch script that a job is submitted as, to be read, changed or kept. */
export const showJobScriptAction: Action = {
	id: 'aiFactory.showJobScript',
	async run(workbench, target, selection) {
		const job = await chosenJob(workbench, target, selection);
		if (!job) return;
		const site = workbench.app.sessions.connected[0]?.site;
		const whole = isOnCluster(job.document.uri)
			? job.recipe
			: await withProgram(job.recipe, job.document.uri);
		const content = batchScript(whole, site?.slurm.gpuRequest);
		const document = await workspace.openTextDocument({ language: 'shellscript', content });
		await window.showTextDocument(document, { preview: true });
	},
};

/** What ▷ passes, or a name that another extension or a key passes. */
function chosenIn(selection: unknown): { readonly name: string; readonly isAlone: boolean } | undefined {
	if (typeof selection === 'string') return { name: selection, isAlone: false };
	const { name, isAlone } = (selection ?? {}) as Record<string, unknown>;
	return typeof name === 'string' ? { name, isAlone: isAlone === true } : undefined;
}

interface ChosenJob {
	readonly document: TextDocument;
	readonly recipe: Recipe;
}

/** The job that was clicked, by its file and name, or the one that the person picks of the workspace's job files. */
async function chosenJob(
	{ jobFiles }: Workbench,
	target: unknown,
	selection: unknown,
): Promise<ChosenJob | undefined> {
	const chosen = chosenIn(selection);
	if (target instanceof Uri && chosen) {
		const document = await workspace.openTextDocument(target);
		return { document, recipe: await jobFiles.recipe(document, chosen.name) };
	}
	const active = window.activeTextEditor?.document;
	const documents = active && isJobFile(active) ? [active] : await jobFiles.inWorkspace();
	const items = await Promise.all(
		documents.map(async (document) => {
			const { jobs } = await jobFiles.read(document);
			return jobs.map((job) => ({
				label: job.name,
				description: documents.length > 1 ? (workspace.getWorkspaceFolder(document.uri)?.name ?? '') : '',
				detail: job.recipe ? (job.recipe.description ?? '') : l10n.t('It has a mistake.'),
				document,
			}));
		}),
	);
	const all = items.flat();
	if (all.length === 0) {
		const create = l10n.t('New Job from Template…');
		const answer = await window.showInformationMessage(
			l10n.t('There is no aifactory.yaml with jobs in this workspace.'),
			create,
		);
		if (answer === create) await commands.executeCommand('aiFactory.newFromTemplate');
		return undefined;
	}
	const picked = await window.showQuickPick(all, {
		title: l10n.t('Run which job?'),
		placeHolder: l10n.t('A job of aifactory.yaml'),
		matchOnDetail: true,
	});
	return (
		picked && { document: picked.document, recipe: await jobFiles.recipe(picked.document, picked.label) }
	);
}

async function askForChanges({ jobFiles }: Workbench, recipe: Recipe): Promise<Changes | undefined> {
	const schema = await jobFiles.schema();
	const { time = '', gpus, gpusPerNode, nodes = 1, partition = '' } = recipe.resources;
	const all = gpus ?? (gpusPerNode === undefined ? undefined : gpusPerNode * nodes);
	const takesArguments = recipe.program.kind === 'script';
	const steps = [
		{
			prompt: l10n.t('Time: minutes, HH:MM:SS or days-HH:MM:SS. Shorter jobs start sooner.'),
			value: time,
			check: orNothing((text) => mistakeInResource('time', text, schema)),
		},
		{ prompt: l10n.t('GPUs of the whole job.'), value: String(all ?? 0), check: wholeNumber },
		{
			prompt: l10n.t('Partition: the kind of nodes.'),
			value: partition,
			check: orNothing((text) => mistakeInResource('partition', text, schema)),
		},
		...(takesArguments
			? [
					{
						prompt: l10n.t('Arguments. Quotes keep spaces together; $NAME is a variable on the node.'),
						value: lineOf(recipe.args),
						check: (text: string) => (wordsOf(text) ? undefined : l10n.t('A quote is not closed.')),
					},
				]
			: []),
	];
	const answers = await quickSteps(l10n.t('Run {0} with Changes', recipe.name), steps.length, (given) => {
		const step = steps[given.length];
		return step && { kind: 'text', ...step };
	});
	if (!answers) return undefined;
	const [newTime = '', newGpus = '', newPartition = '', newArguments] = answers;
	const changed = Number(newGpus);
	return {
		...(newTime !== '' && { time: newTime }),
		...(changed !== (all ?? 0) && { gpus: changed }),
		...(newPartition !== '' && { partition: newPartition }),
		...(newArguments !== undefined && { args: wordsOf(newArguments) ?? [] }),
	};
}
