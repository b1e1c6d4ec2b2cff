import * as l10n from '@vscode/l10n';
import { type Disposable, languages, WorkspaceEdit } from 'vscode';
import { isVariableName, renamePlaces } from '../../script/variables.ts';
import { rangeOf, type Scripts, SHELL_SCRIPT } from './scripts.ts';

/** Renames variables that a job script sets. Of others, and in other shell scripts, another extension may know more. */
export function renameInScripts(scripts: Scripts): Disposable {
	return languages.registerRenameProvider(SHELL_SCRIPT, {
		prepareRename(document, { line, character }) {
			const found =
				scripts.read(document) && renamePlaces(document.getText().split(/\r?\n/), line, character);
			if (!found) throw new Error(l10n.t('Only variables that this script sets can be renamed.'));
			return { range: rangeOf(found.at), placeholder: found.name };
		},
		provideRenameEdits(document, { line, character }, newName) {
			const found = renamePlaces(document.getText().split(/\r?\n/), line, character);
			if (!found) return undefined;
			if (!isVariableName(newName))
				throw new Error(
					l10n.t(
						'The name of a variable is made of letters, digits and "_", and does not begin with a digit.',
					),
				);
			const edit = new WorkspaceEdit();
			for (const span of found.places) edit.replace(document.uri, rangeOf(span), newName);
			return edit;
		},
	});
}
