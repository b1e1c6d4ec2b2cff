import { config } from '@vscode/l10n';
import { type ExtensionContext, l10n, Uri, window } from 'vscode';
import type { AiFactoryApi } from './api.ts';
import { App } from './app.ts';
import { DisposableStore } from './base/disposableStore.ts';
import { createApi } from './createApi.ts';
import { FileLists } from './storage/search/fileLists.ts';
import { AskUser } from './ui/askUser.ts';
import { registerCommands } from './ui/commands/registerCommands.ts';
import { keepContextKeys } from './ui/contextKeys.ts';
import { RemoteFileSystem } from './ui/files/remoteFileSystem.ts';
import { warnOfFolderAlone } from './ui/folderAlone.ts';
import { JobOutputs } from './ui/jobOutput.ts';
import { ScriptFactsKeeper } from './ui/script/scriptFactsKeeper.ts';
import { ScriptLanguage } from './ui/script/scriptLanguage.ts';
import { configuredClusters, sshConfigFile } from './ui/settings.ts';
import { createStatusBar } from './ui/statusBar.ts';
import { registerTerminalProfile } from './ui/terminalProfile.ts';
import { createJobsView } from './ui/views/jobsView.ts';
import { createSearchView } from './ui/views/searchView.ts';
import { createStorageView } from './ui/views/storageView.ts';

/** Closed by `deactivate`, which VS Code waits for; `context.subscriptions` it does not. */
let running = new DisposableStore();

/** The composition root: the only file that knows both the core and the editor. */
export function activate(context: ExtensionContext): AiFactoryApi {
	running = new DisposableStore();
	if (l10n.bundle) config({ contents: l10n.bundle });
	const log = running.add(window.createOutputChannel('AI Factory', { log: true }));
	const ask = new AskUser(context.secrets);
	const app = running.add(
		new App({
			ask,
			log,
			profilesFolder: Uri.joinPath(context.extensionUri, 'dist', 'profiles').fsPath,
			configuredClusters,
			sshConfigFile,
			notes: {
				read: (key) => context.globalState.get(key),
				write: (key, value) => void context.globalState.update(key, value),
			},
			now: () => new Date(),
		}),
	);
	running.add(
		app.sessions.onDidChange((name) => {
			if (app.sessions.states.get(name)?.kind === 'connected') void ask.offerToKeep();
		}),
	);
	const jobsView = running.add(createJobsView(app));
	const storageView = running.add(createStorageView(app, context.globalState));
	const searchView = running.add(createSearchView(app));
	const fileLists = running.add(new FileLists(() => app.now()));
	const outputs = running.add(new JobOutputs());
	const files = running.add(new RemoteFileSystem(app));
	const scriptFacts = new ScriptFactsKeeper(
		app,
		Uri.joinPath(context.globalStorageUri, 'scriptFacts'),
		() => undefined,
	);
	const scriptLanguage = running.add(new ScriptLanguage(scriptFacts, () => app.now()));
	running.add(warnOfFolderAlone());
	running.add(createStatusBar(app));
	running.add(registerTerminalProfile(app));
	running.add(keepContextKeys(app));
	running.add(
		registerCommands({
			app,
			ask,
			log,
			jobsView,
			storageView,
			searchView,
			fileLists,
			files,
			outputs,
			scriptLanguage,
			workspaceState: context.workspaceState,
		}),
	);
	return createApi(app);
}

export function deactivate(): Promise<void> {
	return running.dispose();
}
