import {
	Diagnostic,
	DiagnosticSeverity,
	Disposable,
	languages,
	Range,
	type TextDocument,
	workspace,
} from 'vscode';
import { explainSubmitRefusal } from '../../problems/explainSubmitRefusal.ts';
import { blame } from '../../script/blame.ts';
import { readScript } from '../../script/readScript.ts';

/** Shows why Slurm refused a script at the lines that caused it, until the script is changed or submitted again. */
export class SubmitRefusals {
	readonly #shown = languages.createDiagnosticCollection('aiFactory.submit');
	readonly #owned = Disposable.from(
		this.#shown,
		workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
			if (contentChanges.length > 0) this.clear(document);
		}),
		workspace.onDidCloseTextDocument((document) => this.clear(document)),
	);

	/** @param said sbatch's own words */
	show(document: TextDocument, said: string): void {
		const { why, next } = explainSubmitRefusal(said);
		const message = [said.trim(), why, next].join('\n');
		const spans = blame(readScript(document.getText()), said);
		const diagnostics = spans.map(({ line, start, end }) => {
			const found = new Diagnostic(new Range(line, start, line, end), message, DiagnosticSeverity.Error);
			found.source = 'sbatch';
			return found;
		});
		this.#shown.set(document.uri, diagnostics);
	}

	clear({ uri }: TextDocument): void {
		this.#shown.delete(uri);
	}

	dispose(): void {
		this.#owned.dispose();
	}
}
