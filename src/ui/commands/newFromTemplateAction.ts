import * as l10n from '@vscode/l10n';
import { FileType, Range, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { type Template, templateFrom, withJobsOf } from '../../launch/template.ts';
import { JOB_FILE } from '../launch/jobFiles.ts';
import type { Action } from './action.ts';

/** Writes a job and the files that it needs into the workspace, and opens it; nothing that is there is replaced. */
export const newFromTemplateAction: Action = {
	id: 'aiFactory.newFromTemplate',
	async run({ templatesFolder }) {
		const folder = await chosenFolder();
		if (!folder) return;
		const templates = await allTemplates(templatesFolder);
		const items = templates.map((template) => ({ label: template.title, detail: template.detail, template }));
		const picked = await window.showQuickPick(items, {
			title: l10n.t('New Job from Template'),
			placeHolder: l10n.t('What do you want to run?'),
			matchOnDetail: true,
		});
		if (!picked) return;
		const source = Uri.joinPath(templatesFolder, picked.template.id);
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

/** In the editor, so that what was changed there and not saved is kept as well. */
async function replaceText(document: TextDocument, text: string): Promise<void> {
	const edit = new WorkspaceEdit();
	edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
	await workspace.applyEdit(edit);
	await document.save();
}

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

async function chosenFolder(): Promise<Uri | undefined> {
	const folders = workspace.workspaceFolders ?? [];
	const [first, ...more] = folders;
	if (!first) {
		void window.showInformationMessage(
			l10n.t('Open the folder of your project first: the job is written into it.'),
		);
		return undefined;
	}
	if (more.length === 0) return first.uri;
	return (await window.showWorkspaceFolderPick())?.uri;
}
