import { type TextDocument, type Uri, workspace } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { BaseContents } from '../../storage/baseContents.ts';
import { SCHEME } from '../remoteUri.ts';

/** What the open documents of clusters began from: see BaseContents. */
export class OpenDocuments {
	readonly bases = new BaseContents();
	readonly #owned = new DisposableStore();

	constructor() {
		const settle = (document: TextDocument) => {
			const { uri, isDirty, encoding } = document;
			const key = uri.toString();
			if (uri.scheme !== SCHEME || isDirty || !this.bases.isUnsettled(key)) return;
			// As it is now: the person may go on typing while it is compared.
			const shown = lines(document.getText());
			void this.bases.settled(
				key,
				async (content) => shown === lines(await workspace.decode(content, { encoding })),
			);
		};
		this.#owned.add(workspace.onDidChangeTextDocument(({ document }) => settle(document)));
		this.#owned.add(workspace.onDidSaveTextDocument(settle));
		this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.bases.closed(uri.toString())));
		this.#owned.add(workspace.onDidCloseNotebookDocument(({ uri }) => this.bases.closed(uri.toString())));
	}

	isOpen(uri: Uri): boolean {
		const key = uri.toString();
		const isThat = (document: { readonly uri: Uri }) => document.uri.toString() === key;
		return workspace.textDocuments.some(isThat) || workspace.notebookDocuments.some(isThat);
	}

	isDirty(uri: Uri): boolean {
		const key = uri.toString();
		const isThat = (document: { readonly uri: Uri; readonly isDirty: boolean }) =>
			document.isDirty && document.uri.toString() === key;
		return workspace.textDocuments.some(isThat) || workspace.notebookDocuments.some(isThat);
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}
}

/** A document has one kind of line ends, and no byte order mark. */
function lines(text: string): string {
	return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}
