import { Disposable, EventEmitter, Uri, window, workspace } from 'vscode';

const SCHEME = 'aifactory-plan';

/** Plans to read: texts that nobody can edit, nor is asked to save. */
export class PlanDocuments extends Disposable {
	readonly #texts = new Map<string, string>();
	readonly #changed: EventEmitter<Uri>;

	constructor() {
		const changed = new EventEmitter<Uri>();
		const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
			onDidChange: changed.event,
			provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
		});
		super(() => Disposable.from(changed, registration).dispose());
		this.#changed = changed;
	}

	/** @param name what the editor's tab says */
	async show(name: string, text: string): Promise<void> {
		const uri = Uri.from({ scheme: SCHEME, path: `/${name}` });
		this.#texts.set(uri.toString(), text);
		this.#changed.fire(uri);
		await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
	}
}
