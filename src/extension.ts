import { config } from '@vscode/l10n';
import { type ExtensionContext, l10n, Uri, window } from 'vscode';
import type { AiFactoryApi } from './api.ts';
import { App } from './app.ts';
import { DisposableStore } from './base/disposableStore.ts';
import { createApi } from './createApi.ts';
import { FileLists } from './storage/search/fileLists.ts';
import { AllocationPanel } from './ui/allocation/allocationPanel.ts';
import { warnOfBudgets } from './ui/allocation/budgetWarnings.ts';
import { AskUser } from './ui/askUser.ts';
import type { Workbench } from './ui/commands/action.ts';
import { registerCommands } from './ui/commands/registerCommands.ts';
import { keepContextKeys } from './ui/contextKeys.ts';
import { RemoteFileSystem } from './ui/files/remoteFileSystem.ts';
import { warnOfFolderAlone } from './ui/folderAlone.ts';
import { JobOutputs } from './ui/jobOutput.ts';
import { registerJobFileLanguage } from './ui/launch/jobFileLanguage.ts';
import { JobFiles } from './ui/launch/jobFiles.ts';
import { ResultsDue } from './ui/launch/resultsDue.ts';
import { registerSlurmTasks } from './ui/launch/slurmTasks.ts';
import { PlanDocuments } from './ui/planDocuments.ts';
import { configuredClusters, sshConfigFile } from './ui/settings.ts';
import { SiteProfiles } from './ui/sites/siteProfiles.ts';
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
	const siteProfiles = new SiteProfiles(context);
	const app = running.add(
		new App({
			ask,
			log,
			profilesFolder: Uri.joinPath(context.extensionUri, 'dist', 'profiles').fsPath,
			addedProfiles: () => siteProfiles.trusted(),
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
	const jobsView = running.add(createJobsView(app, context.workspaceState));
	const storageView = running.add(createStorageView(app, context.globalState));
	const searchView = running.add(createSearchView(app));
	const fileLists = running.add(new FileLists(() => app.now()));
	const outputs = running.add(new JobOutputs());
	const files = running.add(new RemoteFileSystem(app));
	const allocationPanel = running.add(new AllocationPanel(app, context.extensionUri));
	const plans = running.add(new PlanDocuments());
	running.add(warnOfFolderAlone());
	running.add(warnOfBudgets(app, context.globalState));
	running.add(createStatusBar(app));
	running.add(registerTerminalProfile(app));
	running.add(keepContextKeys(app));
	const jobFiles = new JobFiles(context.extensionUri);
	const resultsDue = running.add(new ResultsDue(context.workspaceState));
	const workbench: Workbench = {
		app,
		ask,
		log,
		jobsView,
		storageView,
		searchView,
		fileLists,
		files,
		outputs,
		allocationPanel,
		siteProfiles,
		plans,
		workspaceState: context.workspaceState,
		storageFolder: context.globalStorageUri.fsPath,
		jobFiles,
		resultsDue,
		templatesFolder: Uri.joinPath(context.extensionUri, 'templates'),
	};
	running.add(registerCommands(workbench));
	running.add(registerJobFileLanguage(jobFiles));
	running.add(registerSlurmTasks(workbench));
	resultsDue.start(workbench);
	return createApi(app);
}

export function deactivate(): Promise<void> {
	return running.dispose();
}
