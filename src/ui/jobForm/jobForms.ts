import { type TextDocument, type Uri, ViewColumn, window, workspace } from 'vscode';
import type { App } from '../../app.ts';
import type { Closeable } from '../../base/closeable.ts';
import type { Scripts } from '../script/scripts.ts';
import type { SubmitLenses } from '../submit/submitLenses.ts';
import { JobFormPanel } from './jobFormPanel.ts';

/** What a form of a script needs. */
export interface FormTools {
	readonly app: App;
	readonly extensionUri: Uri;
	readonly scripts: Scripts;
	readonly lenses: SubmitLenses;
}

/** The forms that are open, one for each script. */
export class JobForms implements Closeable {
	readonly #tools: FormTools;
	readonly #open = new Map<string, JobFormPanel>();
	readonly #closing = workspace.onDidCloseTextDocument(({ uri }) =>
		this.#open.get(uri.toString())?.dispose(),
	);

	constructor(tools: FormTools) {
		this.#tools = tools;
	}

	/** Shows the form of a script, with the script beside it. */
	async show(document: TextDocument): Promise<void> {
		const key = document.uri.toString();
		const open = this.#open.get(key);
		if (open) {
			open.reveal();
			return;
		}
		const shown = window.visibleTextEditors.some((editor) => editor.document === document);
		if (!shown) await window.showTextDocument(document, ViewColumn.Active);
		const panel = new JobFormPanel(this.#tools, document, () => this.#open.delete(key));
		this.#open.set(key, panel);
	}

	dispose(): void {
		this.#closing.dispose();
		for (const panel of [...this.#open.values()]) panel.dispose();
	}
}
