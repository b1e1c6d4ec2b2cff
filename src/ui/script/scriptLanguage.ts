import { DisposableStore } from '../../base/disposableStore.ts';
import { offerFixes } from './codeActions.ts';
import { suggestInScripts } from './completion.ts';
import { showDiagnostics } from './diagnostics.ts';
import { FolderChecks } from './folderChecks.ts';
import { explainInScripts } from './hover.ts';
import { outlineScripts } from './outline.ts';
import { renameInScripts } from './renameVariables.ts';
import type { ScriptFactsKeeper } from './scriptFactsKeeper.ts';
import { Scripts } from './scripts.ts';
import { hintFormats } from './signatureHelp.ts';
import { formatScripts } from './tidyScripts.ts';

/** Everything that the editor can do with batch scripts. */
export class ScriptLanguage {
	readonly #owned = new DisposableStore();
	readonly scripts: Scripts;
	readonly folders: FolderChecks;

	constructor(facts: ScriptFactsKeeper, now: () => Date) {
		this.#owned.add(facts);
		this.scripts = new Scripts(facts, now);
		this.folders = this.#owned.add(new FolderChecks(this.scripts));
		this.#owned.add(showDiagnostics(this.scripts, this.folders));
		this.#owned.add(offerFixes(this.scripts, this.folders));
		this.#owned.add(suggestInScripts(this.scripts));
		this.#owned.add(explainInScripts(this.scripts));
		this.#owned.add(hintFormats(this.scripts));
		this.#owned.add(outlineScripts(this.scripts));
		this.#owned.add(formatScripts(this.scripts));
		this.#owned.add(renameInScripts(this.scripts));
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}
}
