import * as l10n from '@vscode/l10n';
import { Range, type TextDocument, Uri, window, workspace } from 'vscode';
import { type JobOfScript, jobOfScript, type NoJob } from '../../launch/jobOfScript.ts';
import { jobName } from '../../launch/runFile.ts';
import { lastSetting, readScript } from '../../script/readScript.ts';
import { JOB_FILE } from '../launch/jobFiles.ts';
import { OwnTemplates } from '../launch/ownTemplates.ts';
import { chosenFolder } from '../launch/projectFolder.ts';
import { replaceText } from '../replaceText.ts';
import type { Action } from './action.ts';
import { newFromTemplateAction } from './newFromTemplateAction.ts';
import { nameOf, scriptOf } from './submitJobAction.ts';

/** Keeps the batch script as one of the person's own templates. */
export const saveAsTemplateAction: Action = {
	id: 'aiFactory.saveAsTemplate',
	async run(workbench, target) {
		const document = await scriptOf(target);
		if (!document) return;
		const text = document.getText();
		const name = await window.showInputBox({
			title: l10n.t('Save Batch Script as Template'),
			prompt: l10n.t('A name for your template.'),
			ignoreFocusOut: true,
			value: proposedName(document, lastSetting(readScript(text).settings, 'job-name')?.value),
			validateInput: (typed) =>
				OwnTemplates.isName(typed.trim())
					? undefined
					: l10n.t('A name of letters, digits, spaces, _ . and -, 64 at most.'),
		});
		if (name === undefined) return;
		const own = new OwnTemplates(workbench.storageFolder);
		const known = (await own.all()).some((each) => each.name === name.trim());
		if (known && !(await replaces(l10n.t('You have a template "{0}" already. Replace it?', name.trim()))))
			return;
		await own.save(name.trim(), text);
		const use = l10n.t('New Job from Template…');
		void window
			.showInformationMessage(
				l10n.t('Your template "{0}" is saved. "New Job from Template" begins a script from it.', name.trim()),
				use,
			)
			.then((choice) =>
				choice === use ? newFromTemplateAction.run(workbench, undefined, undefined) : undefined,
			);
	},
};

/** Writes the batch script as a job into the job file of its project; nothing else in the file changes. */
export const saveInJobFileAction: Action = {
	id: 'aiFactory.saveInJobFile',
	async run({ jobFiles }, target) {
		const script = await scriptOf(target);
		if (!script) return;
		const made = jobOfScript(script.getText());
		if (typeof made === 'string') {
			void window.showInformationMessage(noJobText(made));
			return;
		}
		const folder = await chosenFolder(script.uri);
		if (!folder) return;
		const name = await askForJobName(proposedName(script, made.name));
		if (name === undefined) return;
		const [{ hasJob, jobText, withJob }, schema] = await Promise.all([
			import('../../launch/addJob.ts'),
			jobFiles.schema(),
		]);
		const uri = Uri.joinPath(folder, JOB_FILE);
		const existing = await Promise.resolve(workspace.openTextDocument(uri)).catch(() => undefined);
		const file = existing?.getText() ?? '';
		const question = l10n.t('{0} has a job "{1}" already. Replace it?', JOB_FILE, name);
		if (hasJob(file, name) && !(await replaces(question))) return;
		const added = withJob(file, name, made.values, schema);
		if (!added || added.mistake !== undefined) {
			await showApart(jobText(name, made.values), added?.mistake);
			return;
		}
		if (existing) await replaceText(existing, added.text);
		else await workspace.fs.writeFile(uri, new TextEncoder().encode(added.text));
		await tellSaved(uri, name, added.from, made, /^defaults:/m.test(file));
	},
};

function proposedName(document: TextDocument, own: string | undefined): string {
	return jobName(own === undefined ? nameOf(document) : `${own}.sbatch`);
}

function askForJobName(value: string): Thenable<string | undefined> {
	return window.showInputBox({
		title: l10n.t('Save Batch Script in {0}', JOB_FILE),
		prompt: l10n.t('What the job is called there.'),
		...{ value, ignoreFocusOut: true },
		validateInput: (typed) =>
			/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(typed)
				? undefined
				: l10n.t('A job has a name of letters, digits, _ . and -, 64 at most.'),
	});
}

async function replaces(question: string): Promise<boolean> {
	const yes = l10n.t('Replace');
	return (await window.showWarningMessage(question, { modal: true }, yes)) === yes;
}

/** The job as a text of its own, where the job file cannot take it. */
async function showApart(text: string, mistake: string | undefined): Promise<void> {
	const document = await workspace.openTextDocument({ language: 'yaml', content: text });
	await window.showTextDocument(document);
	void window.showInformationMessage(
		mistake === undefined
			? l10n.t('{0} has its own form or a mistake, so copy the job into it from here.', JOB_FILE)
			: l10n.t(
					'{0} cannot take the job as it is: {1} Correct it here, and copy it from here.',
					JOB_FILE,
					mistake,
				),
	);
}

async function tellSaved(
	uri: Uri,
	name: string,
	from: number,
	{ leftOut }: JobOfScript,
	hasDefaults: boolean,
): Promise<void> {
	const show = l10n.t('Show Job');
	const words = [
		l10n.t('The script is the job "{0}" of {1} now.', name, JOB_FILE),
		...(hasDefaults ? [l10n.t('The defaults of that file hold for it as well.')] : []),
		...(leftOut.length > 0
			? [l10n.t('Left out, because a job file has no place for it: {0}.', leftOut.join(', '))]
			: []),
	];
	if ((await window.showInformationMessage(words.join(' '), show)) !== show) return;
	const document = await workspace.openTextDocument(uri);
	const at = document.positionAt(from);
	await window.showTextDocument(document, { selection: new Range(at, at) });
}

function noJobText(why: NoJob): string {
	switch (why) {
		case 'hetjob':
			return l10n.t(
				'The script asks for a job of several parts (hetjob), and a job file has no words for that.',
			);
		case 'shell':
			return l10n.t(
				'A job of a job file is run by bash, and the first line of this script names no such shell.',
			);
		case 'noCommand':
			return l10n.t('The script runs nothing yet. Write below its #SBATCH lines what it is to run.');
		case 'unread':
			return l10n.t('Not all #SBATCH lines of the script can be read. Correct what is marked there first.');
	}
}
