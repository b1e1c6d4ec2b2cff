import { config } from '@vscode/l10n';
import { type ExtensionContext, l10n, Uri, window } from 'vscode';
import type { AiFactoryApi } from './api.ts';
import { App } from './app.ts';
import { DisposableStore } from './base/disposableStore.ts';
import type { Notes } from './base/notes.ts';
import { createApi } from './createApi.ts';
import { FileClaims } from './session/notices/claims.ts';
import { JobNotices } from './session/notices/jobNotices.ts';
import { FileLists } from './storage/search/fileLists.ts';
import { AllocationPanel } from './ui/allocation/allocationPanel.ts';
import { warnOfBudgets } from './ui/allocation/budgetWarnings.ts';
import { WorkspaceAccounts } from './ui/allocation/workspaceAccounts.ts';
import { AskUser } from './ui/askUser.ts';
import type { Workbench } from './ui/commands/action.ts';
import { registerCommands } from './ui/commands/registerCommands.ts';
import { keepContextKeys } from './ui/contextKeys.ts';
import { RemoteFileSystem } from './ui/files/remoteFileSystem.ts';
import { warnOfFolderAlone } from './ui/folderAlone.ts';
import { IdleGpus } from './ui/idleGpus.ts';
import { JobForms } from './ui/jobForm/jobForms.ts';
import { createJobNotifications } from './ui/jobNotifications.ts';
import { JobOutputs } from './ui/jobOutput.ts';

import { JobPanels } from './ui/jobPanel/jobPanels.ts';
import { JobScripts } from './ui/jobScripts.ts';
import { registerJobFileLanguage } from './ui/launch/jobFileLanguage.ts';
import { JobFiles } from './ui/launch/jobFiles.ts';
import { ResultsDue } from './ui/launch/resultsDue.ts';
import { registerSlurmTasks } from './ui/launch/slurmTasks.ts';
import { OutputDocuments } from './ui/outputDocuments.ts';

import { PlanDocuments } from './ui/planDocuments.ts';
import { ScriptFactsKeeper } from './ui/script/scriptFactsKeeper.ts';
import { ScriptLanguage } from './ui/script/scriptLanguage.ts';
import { configuredClusters, notifyMode, sshConfigFile } from './ui/settings.ts';
import { markProfileMistakes } from './ui/sites/profileMistakes.ts';
import { SiteProfiles } from './ui/sites/siteProfiles.ts';
import { createStatusBar } from './ui/statusBar.ts';
import { OutputOnStart } from './ui/submit/outputOnStart.ts';
import { SubmitLenses } from './ui/submit/submitLenses.ts';
import { SubmitMemory } from './ui/submit/submitMemory.ts';
import { SubmitRefusals } from './ui/submit/submitRefusals.ts';
import { registerTerminalProfile } from './ui/terminalProfile.ts';
import { createClustersView } from './ui/views/clustersView.ts';
import { createJobsView } from './ui/views/jobsView.ts';
import { createSearchView } from './ui/views/searchView.ts';
import { createStorageView } from './ui/views/storageView.ts';
import { followWindowFocus } from './ui/windowFocus.ts';

/** Closed by `deactivate`, which VS Code waits for; `context.subscriptions` it does not. */
let running = new DisposableStore();

/** The composition root: the only file that knows both the core and the editor. */
export function activate(context: ExtensionContext): AiFactoryApi {
	running = new DisposableStore();
	if (l10n.bundle) config({ contents: l10n.bundle });
	const log = running.add(window.createOutputChannel('AI Factory', { log: true }));
	const ask = new AskUser(context.secrets);
	const siteProfiles = new SiteProfiles(context, log);
	const notes: Notes = {
		read: (key) => context.globalState.get(key),
		write: (key, value) => void context.globalState.update(key, value),
	};
	const app = running.add(
		new App({
			ask,
			log,
			profilesFolder: Uri.joinPath(context.extensionUri, 'dist', 'profiles').fsPath,
			addedProfiles: () => siteProfiles.trusted(),
			configuredClusters,
			sshConfigFile,
			notes,
			now: () => new Date(),
		}),
	);
	running.add(
		app.sessions.onDidChange((name) => {
			if (app.sessions.states.get(name)?.kind === 'connected') void ask.offerToKeep();
		}),
	);
	const notices = running.add(
		new JobNotices({
			sources: () => app.sessions.connected,
			onDidChangeSources: app.sessions.onDidChange,
			notes,
			mode: notifyMode,
			now: () => app.now(),
		}),
	);
	const jobsView = running.add(createJobsView(app, notices, context.workspaceState));
	const claims = new FileClaims(Uri.joinPath(context.globalStorageUri, 'notices').fsPath);
	running.add(createJobNotifications({ app, notices, claims, jobsView }));
	running.add(followWindowFocus(app));
	const scripts = running.add(new JobScripts());
	const storageView = running.add(createStorageView(app, context.globalState));
	const searchView = running.add(createSearchView(app));
	const fileLists = running.add(new FileLists(() => app.now()));
	const clustersView = running.add(createClustersView(app));
	const outputs = running.add(new JobOutputs());
	const outputDocuments = running.add(new OutputDocuments(app));
	const panels = running.add(new JobPanels(context.extensionUri, new IdleGpus(), () => app.now()));
	const files = running.add(new RemoteFileSystem(app));
	const allocationPanel = running.add(new AllocationPanel(app, context.extensionUri));
	const plans = running.add(new PlanDocuments());
	const submitMemory = new SubmitMemory(context.workspaceState);
	const factsFolder = Uri.joinPath(context.globalStorageUri, 'scriptFacts');
	const scriptFacts = new ScriptFactsKeeper(app, submitMemory, factsFolder);
	const scriptLanguage = running.add(new ScriptLanguage(scriptFacts, () => app.now()));
	running.add(markProfileMistakes());
	const submitLenses = running.add(new SubmitLenses(app, submitMemory));
	const submitRefusals = running.add(new SubmitRefusals());
	const jobForms = running.add(
		new JobForms({
			...{ app, extensionUri: context.extensionUri },
			...{ scripts: scriptLanguage.scripts, lenses: submitLenses },
		}),
	);
	const outputOnStart = running.add(new OutputOnStart(outputs));
	running.add(warnOfFolderAlone());
	running.add(warnOfBudgets(app, context.globalState));
	running.add(createStatusBar(app, running.add(new WorkspaceAccounts())));
	running.add(registerTerminalProfile(app));
	running.add(keepContextKeys(app));
	const jobFiles = new JobFiles(context.extensionUri);
	const resultsDue = running.add(new ResultsDue(context.workspaceState));
	const workbench: Workbench = {
		app,
		ask,
		log,
		jobsView,
		clustersView,
		storageView,
		searchView,
		fileLists,
		files,
		outputs,
		allocationPanel,
		siteProfiles,
		plans,
		scripts,
		notices,
		outputDocuments,
		panels,
		workspaceState: context.workspaceState,
		storageFolder: context.globalStorageUri.fsPath,
		jobFiles,
		jobForms,
		resultsDue,
		scriptLanguage,
		...{ submitMemory, submitLenses, submitRefusals, outputOnStart },
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
