import { commands, type TextDocument, window, workspace } from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';

/** How far into a file its first `#SBATCH` line is looked for. */
const HEAD_LINES = 200;

/** Keeps the context keys true on which the welcome texts of empty views and the menus depend. */
export function keepContextKeys(app: App): DisposableStore {
	const owned = new DisposableStore();
	const updateState = () => {
		void commands.executeCommand('setContext', 'aiFactory.state', stateOf(app));
		const isReconnecting = app.sessions.reconnecting.length > 0;
		void commands.executeCommand('setContext', 'aiFactory.reconnecting', isReconnecting);
	};
	const updateScript = () =>
		void commands.executeCommand(
			'setContext',
			'aiFactory.batchScriptActive',
			window.activeTextEditor !== undefined && isBatchScript(window.activeTextEditor.document),
		);
	owned.add(app.sessions.onDidChange(updateState));
	owned.add(window.onDidChangeActiveTextEditor(updateScript));
	owned.add(
		workspace.onDidChangeTextDocument(({ document }) => {
			if (document === window.activeTextEditor?.document) updateScript();
		}),
	);
	updateState();
	updateScript();
	return owned;
}

/** One word for all clusters together: the best state that any of them is in. */
function stateOf(app: App): string {
	const kinds = new Set([...app.sessions.states.values()].map(({ kind }) => kind));
	// What was seen before a link was lost is still there to be looked at.
	if (app.sessions.present.length > 0) return 'connected';
	return (['connecting', 'failed'] as const).find((kind) => kinds.has(kind)) ?? 'disconnected';
}

/** By its name, or by a directive near its top. */
export function isBatchScript(document: TextDocument): boolean {
	if (/\.(?:sbatch|slurm|job)$/.test(document.uri.path)) return true;
	for (let line = 0; line < Math.min(document.lineCount, HEAD_LINES); line += 1) {
		if (document.lineAt(line).text.startsWith('#SBATCH')) return true;
	}
	return false;
}
