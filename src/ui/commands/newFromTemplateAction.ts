import * as l10n from '@vscode/l10n';
import { FileType, Uri, window, workspace } from 'vscode';
import { jobName } from '../../launch/runFile.ts';
import { type Template, templateFrom, withJobsOf } from '../../launch/template.ts';
import { JOB_FILE } from '../launch/jobFiles.ts';
import { type OwnTemplate, OwnTemplates } from '../launch/ownTemplates.ts';
import { pickTemplate } from '../launch/pickTemplate.ts';
import { chosenFolder } from '../launch/projectFolder.ts';
import { replaceText } from '../replaceText.ts';
import type { Action } from './action.ts';

/** Writes a job and the files that it needs into the workspace, and opens it; nothing that is there is replaced. */
export const newFromTemplateAction: Action = {
	id: 'aiFactory.newFromTemplate',
	async run(workbench) {
		const { templatesFolder } = workbench;
		const folder = await chosenFolder(undefined);
		if (!folder) return;
		const own = new OwnTemplates(workbench.storageFolder);
		const picked = await pickTemplate(await allTemplates(templatesFolder), own);
		if (!picked) return;
		if ('text' in picked) {
			await beginScript(folder, picked);
			return;
		}
		const source = Uri.joinPath(templatesFolder, picked.id);
		const renamed = await copyFiles(source, folder);
		const jobFile = Uri.joinPath(folder, JOB_FILE);
		const text = renamed.reduce(
			(written, [name, free]) => written.replaceAll(name, free),
			await readText(Uri.joinPath(source, JOB_FILE)),
		);
		const existing = await workspace.openTextDocument(jobFile).then(
			(document) => document,
			() => undefined,
		);
		const whole = existing ? withJobsOf(existing.getText(), text) : text;
		if (whole === undefined) {
			const document = await workspace.openTextDocument({ language: 'yaml', content: text });
			await window.showTextDocument(document);
			void window.showInformationMessage(
				l10n.t('{0} has its own form, so copy the jobs that you want into it from here.', JOB_FILE),
			);
			return;
		}
		if (existing) await replaceText(existing, whole);
		else await workspace.fs.writeFile(jobFile, new TextEncoder().encode(whole));
		const editor = await window.showTextDocument(existing ?? (await workspace.openTextDocument(jobFile)));
		// What was added is at the end.
		const lines = editor.document.lineCount;
		if (existing) editor.revealRange(editor.document.lineAt(lines - 1).range);
		for (const [name, free] of renamed)
			void window.showInformationMessage(
				l10n.t("Your own {0} stays as it is; the template's is {1}.", name, free),
			);
	},
};

/** Writes a batch script under a name that is free, and opens it. */
async function beginScript(folder: Uri, { name, text }: OwnTemplate): Promise<void> {
	for (let number = 1; ; number += 1) {
		const free = `${jobName(`${name}.sbatch`)}${number === 1 ? '' : `-${number}`}.sbatch`;
		const target = Uri.joinPath(folder, free);
		if (await readText(target).then(isThere, isMissing)) continue;
		await workspace.fs.writeFile(target, new TextEncoder().encode(text));
		await window.showTextDocument(target);
		return;
	}
}

const isThere = () => true;
const isMissing = () => false;

/** The templates in the order of their folders. */
async function allTemplates(folder: Uri): Promise<readonly Template[]> {
	const entries = await workspace.fs.readDirectory(folder);
	const ids = entries.flatMap(([name, type]) => (type === FileType.Directory ? name : [])).sort();
	return Promise.all(
		ids.map(async (id) => templateFrom(id, await readText(Uri.joinPath(folder, id, JOB_FILE)))),
	);
}

/** Copies what a template needs beside its job file. Returns the names that were taken by something else, with those used in their place. */
async function copyFiles(
	source: Uri,
	folder: Uri,
): Promise<readonly (readonly [name: string, free: string])[]> {
	const renamed: (readonly [string, string])[] = [];
	for (const [name] of await workspace.fs.readDirectory(source)) {
		if (name === JOB_FILE) continue;
		const text = await readText(Uri.joinPath(source, name));
		for (let number = 1; ; number += 1) {
			const free = number === 1 ? name : name.replace(/(?=\.[^.]*$)/, `-${number}`);
			const target = Uri.joinPath(folder, free);
			const existing = await readText(target).catch(() => undefined);
			if (existing !== undefined && existing !== text) continue;
			if (existing === undefined) await workspace.fs.writeFile(target, new TextEncoder().encode(text));
			if (free !== name) renamed.push([name, free]);
			break;
		}
	}
	return renamed;
}

async function readText(uri: Uri): Promise<string> {
	return new TextDecoder().decode(await workspace.fs.readFile(uri));
}
