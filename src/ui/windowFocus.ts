import { window } from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';

/** Lets the stores know whether the window is in front: of one that is not, the jobs are asked for less often. */
export function followWindowFocus(app: App): DisposableStore {
	const owned = new DisposableStore();
	const tell = () => {
		for (const { jobs } of app.sessions.present) jobs.isFocused = window.state.focused;
	};
	owned.add(window.onDidChangeWindowState(tell));
	owned.add(app.sessions.onDidChange(tell));
	return owned;
}
