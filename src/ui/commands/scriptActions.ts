import * as l10n from '@vscode/l10n';
import { type Range, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { tidyDirectives } from '../../script/tidy.ts';
import { writeWord } from '../../script/words.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { FixTarget } from '../script/codeActions.ts';
import { rangeOf } from '../script/scripts.ts';
import { editOf } from '../script/tidyScripts.ts';
import { withProgress } from '../withProgress.ts';
import type { Action, Workbench } from './action.ts';

/** Brings the directives of the script in the editor into an order, one to a line and written out. */
export const tidyDirectivesAction: Action = {
	id: 'aiFactory.tidyDirectives',
	async run({ scriptLanguage }) {
		const document = window.activeTextEditor?.document;
		const read = document && scriptLanguage.scripts.read(document);
		if (!read) {
			await window.showInformationMessage(
				l10n.t('Open a batch script with #SBATCH lines, then run this command again.'),
			);
			return;
		}
		const blocks = tidyDirectives(read.script, true);
		if (blocks.length === 0) {
			await window.showInformationMessage(
				l10n.t('There is nothing to tidy. Lines with something wrong in them stay as they are.'),
			);
			return;
		}
		const edit = new WorkspaceEdit();
		edit.set(
			document.uri,
			blocks.map((block) => editOf(document, block)),
		);
		await workspace.applyEdit(edit);
	},
};

/** Makes the folder that a script wants to write into, from the light bulb. */
export const createScriptFolderAction: Action = {
	id: 'aiFactory.createScriptFolder',
	async run(workbench, target) {
		const found = await fixOf(workbench, target);
		if (found?.fix.kind !== 'createFolder') return;
		const { session, fix } = found;
		const create = l10n.t('Create Folder');
		const choice = await window.showInformationMessage(
			l10n.t('Create the folder {0} on {1}?', fix.path, session.name),
			{ modal: true },
			create,
		);
		if (choice !== create) return;
		await withProgress(l10n.t('Creating {0} on {1}', fix.path, session.name), (signal) =>
			session.run({ argv: ['mkdir', '-p', '--', fix.path], parse: () => undefined }, signal),
		);
		workbench.scriptLanguage.folders.forget();
	},
};

/** Puts the value of `~` or a variable into a directive, from the light bulb. */
export const fillInDirectiveAction: Action = {
	id: 'aiFactory.fillInDirective',
	async run(workbench, target) {
		const found = await fixOf(workbench, target);
		if (found?.fix.kind !== 'expand') return;
		const { session, fix, document } = found;
		const filled = await withProgress(l10n.t('Asking {0}', session.name), (signal) =>
			fillIn(fix.value, session, signal),
		);
		const range: Range = rangeOf(fix.span);
		// What was typed meanwhile stays.
		if (filled === undefined || !document.validateRange(range).isEqual(range)) {
			await window.showInformationMessage(
				l10n.t('{0} does not know what {1} stands for. Write the value itself.', session.name, fix.value),
			);
			return;
		}
		const edit = new WorkspaceEdit();
		edit.replace(document.uri, range, writeWord(filled));
		await workspace.applyEdit(edit);
	},
};

/** Undefined when something in it is not set on the login node, or is more than a name. */
async function fillIn(
	value: string,
	session: ClusterSession,
	signal: AbortSignal,
): Promise<string | undefined> {
	let filled = value;
	if (/^~(?=\/|$)/.test(filled)) filled = (await session.homeFolder(signal)) + filled.slice(1);
	for (const [place, braced, plain] of value.matchAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g)) {
		const name = braced ?? plain ?? '';
		const print = {
			argv: ['sh', '-c', 'printenv "$1" || true', 'sh', name],
			parse: (stdout: string) => stdout.trimEnd(),
		};
		const known = await session.run(print, signal);
		if (known === '') return undefined;
		filled = filled.replace(place, known);
	}
	return /[$`]|^~/.test(filled) ? undefined : filled;
}

async function fixOf({ app, scriptLanguage }: Workbench, target: unknown) {
	const { uri, fix } = (target ?? {}) as Partial<FixTarget>;
	if (uri === undefined || fix === undefined) return undefined;
	const document: TextDocument = await workspace.openTextDocument(Uri.parse(uri));
	const session = scriptLanguage.scripts.facts.sessionFor(document.uri);
	if (session) return { document, session, fix };
	const [first] = app.configuredClusters();
	await window.showInformationMessage(
		first
			? l10n.t('Connect to {0} first: only there it is known.', first.name)
			: l10n.t('Connect to a cluster first.'),
	);
	return undefined;
}
