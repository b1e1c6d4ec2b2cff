import * as l10n from '@vscode/l10n';
import { commands, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import { mistakeInResource } from '../../launch/checkText.ts';
import { PLAIN_ENVIRONMENT, type Resources } from '../../launch/recipe.ts';
import { PLAIN_CHOICE, type RunChoice, recipeForFile } from '../../launch/runFile.ts';
import { ProblemError } from '../../problems/problem.ts';
import { launchJobs, showOnStart } from '../launch/launchJobs.ts';
import { orNothing, quickSteps, wholeNumber } from '../quickSteps.ts';
import { nameOf } from '../remoteUri.ts';
import type { Action, Workbench } from './action.ts';

const LAST = 'runThis';

/** Endings of what is selected in languages whose text can be run by itself. */
const ENDINGS: Readonly<Record<string, string>> = { python: 'py', shellscript: 'sh', r: 'R', julia: 'jl' };

/** "Run on Cluster…": makes a batch script that runs the file in the editor or what is selected there, shows it, and submits it. */
export const runThisAction: Action = {
	id: 'aiFactory.runThis',
	async run(workbench, target) {
		const found = await fileOf(target);
		if (!found) return;
		const last = workbench.workspaceState.get<RunChoice>(LAST);
		const title = l10n.t('Run {0} on the Cluster', found.name);
		const again = last ? await asLastTime(title, last) : false;
		if (again === undefined) return;
		const choice = again ? last : await askForChoice(workbench, title, last ?? PLAIN_CHOICE);
		if (!choice) return;
		await workbench.workspaceState.update(LAST, choice);
		const recipe = recipeForFile(found.name, choice, found.selected);
		const review = again ? undefined : (script: string) => reviewed(script, found.name);
		showOnStart(workbench, await launchJobs(workbench, found.uri, [recipe], review));
	},
};

interface FoundFile {
	readonly uri: Uri;
	/** Without its folder: the job starts there. */
	readonly name: string;
	/** What is selected of it; undefined for the whole file. */
	readonly selected: string | undefined;
}

async function fileOf(target: unknown): Promise<FoundFile | undefined> {
	const editor = window.activeTextEditor;
	const notebook = window.activeNotebookEditor?.notebook;
	const uri = target instanceof Uri ? target : (notebook?.uri ?? editor?.document.uri);
	if (!uri) {
		void window.showInformationMessage(
			l10n.t(
				'Open the Python file, notebook or shell script that you want to run, then run this command again.',
			),
		);
		return undefined;
	}
	if (notebook?.uri.toString() === uri.toString()) await notebook.save();
	const isActive = editor?.document.uri.toString() === uri.toString();
	const selected = isActive && editor ? selectionIn(editor) : undefined;
	if (selected !== undefined) return { uri, name: selectionName(editor?.document, uri), selected };
	const document = uri.path.endsWith('.ipynb') ? undefined : await workspace.openTextDocument(uri);
	if (document?.getText().trim() === '') throw new ProblemError({ kind: 'noScript', path: uri.fsPath });
	if (document?.isDirty && !document.isUntitled) await document.save();
	if (uri.scheme !== 'untitled') return { uri, name: nameOf(uri), selected: undefined };
	return { uri, name: selectionName(document, uri), selected: document?.getText() ?? '' };
}

function selectionIn(editor: TextEditor): string | undefined {
	const text = editor.selections.map((selection) => editor.document.getText(selection)).join('\n');
	return text.trim() === '' || !(editor.document.languageId in ENDINGS) ? undefined : text;
}

function selectionName(document: TextDocument | undefined, uri: Uri): string {
	const ending = ENDINGS[document?.languageId ?? ''] ?? 'sh';
	return `${nameOf(uri).replace(/\.[^.]*$/, '')}.${ending}`;
}

/** True for the settings of the last time, false for others, undefined when dismissed. */
async function asLastTime(title: string, last: RunChoice): Promise<boolean | undefined> {
	const items = [
		{ label: l10n.t('$(play) As Last Time'), detail: describe(last), again: true },
		{ label: l10n.t('$(settings) With Other Settings…'), detail: '', again: false },
	];
	return (await window.showQuickPick(items, { title }))?.again;
}

function describe({ resources, environment }: RunChoice): string {
	const { partition, gpus = 0, time } = resources;
	const parts = [
		partition === undefined ? '' : l10n.t('partition {0}', partition),
		gpus === 0 ? l10n.t('no GPU') : gpus === 1 ? l10n.t('1 GPU') : l10n.t('{0} GPUs', gpus),
		time === undefined ? '' : l10n.t('time {0}', time),
		environment.modules.join(' '),
		environment.venv ?? environment.conda ?? '',
	];
	return parts.filter((part) => part !== '').join(' · ');
}

async function askForChoice(
	{ jobFiles }: Workbench,
	title: string,
	last: RunChoice,
): Promise<RunChoice | undefined> {
	const schema = await jobFiles.schema();
	const resource = (key: string) => orNothing((text) => mistakeInResource(key, text, schema));
	const { modules, venv, conda } = last.environment;
	const answers = await quickSteps(title, 4, (given) => {
		switch (given.length) {
			case 0:
				return {
					...{ kind: 'text', value: last.resources.partition ?? '', check: resource('partition') },
					prompt: l10n.t("Partition: the kind of nodes. Empty for the cluster's default."),
				};
			case 1:
				return {
					...{ kind: 'text', value: String(last.resources.gpus ?? 0), check: wholeNumber },
					prompt: l10n.t('How many GPUs.'),
				};
			case 2:
				return {
					...{ kind: 'text', value: last.resources.time ?? '00:10:00', check: resource('time') },
					prompt: l10n.t('Time: minutes, HH:MM:SS or days-HH:MM:SS. Shorter jobs start sooner.'),
				};
			case 3:
				return {
					kind: 'pick',
					prompt: l10n.t('What is set up before it starts?'),
					items: [
						{ id: 'nothing', label: l10n.t('Nothing') },
						{ id: 'modules', label: l10n.t('Modules…'), description: modules.join(' ') },
						{ id: 'venv', label: l10n.t('Python Virtual Environment…'), description: venv ?? '' },
						{ id: 'conda', label: l10n.t('Conda Environment…'), description: conda ?? '' },
					],
				};
			case 4:
				return environmentStep(given[3] ?? '', last);
			default:
				return undefined;
		}
	});
	if (!answers) return undefined;
	const [partition = '', gpus = '0', time = '', kind = '', text = ''] = answers;
	const resources: Resources = {
		...(partition !== '' && { partition }),
		...(Number(gpus) > 0 && { gpus: Number(gpus) }),
		...(time !== '' && { time }),
	};
	const environment = {
		modules: kind === 'modules' ? text.split(/\s+/).filter((name) => name !== '') : [],
		venv: kind === 'venv' ? text : undefined,
		conda: kind === 'conda' ? text : undefined,
	};
	return { resources, environment: { ...PLAIN_ENVIRONMENT, ...environment } };
}

function environmentStep(kind: string, { environment }: RunChoice) {
	const step = (prompt: string, value: string) => ({
		...{ kind: 'text' as const, prompt, value },
		check: (text: string) => (text === '' ? l10n.t('Type at least one.') : undefined),
	});
	switch (kind) {
		case 'modules':
			return step(l10n.t('Modules, with spaces between them.'), environment.modules.join(' '));
		case 'venv':
			return step(l10n.t('The folder that holds bin/activate, on the cluster.'), environment.venv ?? '');
		case 'conda':
			return step(l10n.t('The name or the folder of the environment.'), environment.conda ?? '');
		default:
			return undefined;
	}
}

/** Shows what is about to be submitted, to be changed as well, and asks. What nobody changed is closed again. */
async function reviewed(script: string, name: string): Promise<string | undefined> {
	const document = await workspace.openTextDocument({ language: 'shellscript', content: script });
	await window.showTextDocument(document, { preview: true });
	const submit = l10n.t('Submit');
	const answer = await window.showInformationMessage(
		l10n.t('This batch script runs {0} on a compute node. Submit it as it stands there?', name),
		submit,
	);
	if (answer !== submit) return undefined;
	const text = document.getText();
	if (text === script && !document.isClosed) {
		await window.showTextDocument(document);
		await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	}
	return document.isClosed && text === '' ? script : text;
}
