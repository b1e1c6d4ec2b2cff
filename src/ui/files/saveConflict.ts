import * as l10n from '@vscode/l10n';
import { commands, EventEmitter, FileSystemError, type TextDocument, Uri, window, workspace } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { shownName } from '../../base/shownName.ts';
import { SCHEME } from '../remoteUri.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** The content on the cluster as it was when a save was refused. Read-only. */
const THEIRS = 'aifactory-theirs';

/**
 * A save that would go over somebody else's change: nothing is written, and the two contents are shown side by side, where the
 * person chooses.
 */
export class SaveConflicts {
	readonly #documents: OpenDocuments;
	readonly #theirs = new Map<string, Uint8Array>();
	readonly #changed = new EventEmitter<Uri>();
	readonly #owned = new DisposableStore();

	constructor(documents: OpenDocuments) {
		this.#documents = documents;
		this.#owned.add(this.#changed);
		this.#owned.add(
			workspace.registerTextDocumentContentProvider(THEIRS, {
				onDidChange: this.#changed.event,
				provideTextDocumentContent: async (uri) => {
					const mine = uri.with({ scheme: SCHEME });
					const { encoding } = await workspace.openTextDocument(mine);
					return workspace.decode(this.#theirs.get(mine.toString()) ?? new Uint8Array(), { encoding });
				},
			}),
		);
		this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
	}

	/** Shows it; the error is what VS Code tells about the save. */
	open(uri: Uri, theirs: Uint8Array): Error {
		const isShown = this.#theirs.has(uri.toString());
		this.#theirs.set(uri.toString(), theirs);
		this.#changed.fire(uri.with({ scheme: THEIRS }));
		// A save that VS Code repeats by itself must not pull the person back to the comparison each time.
		if (!isShown) void this.#compare(uri);
		this.#mark();
		return FileSystemError.Unavailable(
			l10n.t(
				'It was changed on {0} while you were editing it, so nothing was overwritten. Compare the two, then choose "Overwrite on the Cluster" or "Discard My Changes" at the top of the editor.',
				uri.authority,
			),
		);
	}

	/** The person has seen their content and wants to replace it. */
	async overwrite(uri: Uri): Promise<void> {
		const theirs = this.#theirs.get(uri.toString());
		const document = this.#document(uri);
		if (!theirs || !document) return;
		this.#documents.bases.written(uri.toString(), theirs);
		if (!(await document.save())) return;
		this.#forget(uri);
		await this.#leave(uri);
	}

	/** The person takes their content. */
	async discard(uri: Uri): Promise<void> {
		if (!this.#document(uri)) return;
		await this.#leave(uri);
		await window.showTextDocument(uri);
		await commands.executeCommand('workbench.action.files.revert');
		this.#forget(uri);
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}

	async #compare(uri: Uri): Promise<void> {
		const name = shownName(uri.path.split('/').at(-1) ?? '');
		const title = l10n.t('{0} (on {1} ↔ yours)', name, uri.authority);
		await commands.executeCommand('vscode.diff', uri.with({ scheme: THEIRS }), uri, title);
	}

	/** Closes the comparison; the editor of the file stays, or comes. */
	async #leave(uri: Uri): Promise<void> {
		const theirs = uri.with({ scheme: THEIRS }).toString();
		const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
		const open = tabs.filter(({ input }) => {
			const { original } = (input ?? {}) as { readonly original?: unknown };
			return original instanceof Uri && original.toString() === theirs;
		});
		await window.tabGroups.close(open);
		await window.showTextDocument(uri);
	}

	#document(uri: Uri): TextDocument | undefined {
		return workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
	}

	#forget(uri: Uri): void {
		if (this.#theirs.delete(uri.with({ scheme: SCHEME }).toString())) this.#mark();
	}

	/** For the menus of the editor. */
	#mark(): void {
		const paths = [...this.#theirs.keys()].map((key) => Uri.parse(key).path);
		void commands.executeCommand('setContext', 'aiFactory.conflicts', paths);
	}
}
