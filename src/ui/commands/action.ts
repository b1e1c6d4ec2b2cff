import type { LogOutputChannel, Memento, Uri } from 'vscode';
import type { App } from '../../app.ts';
import type { JobNotices } from '../../session/notices/jobNotices.ts';
import type { FileLists } from '../../storage/search/fileLists.ts';
import type { AllocationPanel } from '../allocation/allocationPanel.ts';
import type { AskUser } from '../askUser.ts';
import type { RemoteFileSystem } from '../files/remoteFileSystem.ts';
import type { JobForms } from '../jobForm/jobForms.ts';
import type { JobOutputs } from '../jobOutput.ts';

import type { JobPanels } from '../jobPanel/jobPanels.ts';
import type { JobScripts } from '../jobScripts.ts';
import type { JobFiles } from '../launch/jobFiles.ts';
import type { ResultsDue } from '../launch/resultsDue.ts';
import type { OutputDocuments } from '../outputDocuments.ts';
import type { PlanDocuments } from '../planDocuments.ts';
import type { ScriptLanguage } from '../script/scriptLanguage.ts';
import type { SiteProfiles } from '../sites/siteProfiles.ts';
import type { OutputOnStart } from '../submit/outputOnStart.ts';
import type { SubmitLenses } from '../submit/submitLenses.ts';
import type { SubmitMemory } from '../submit/submitMemory.ts';
import type { SubmitRefusals } from '../submit/submitRefusals.ts';
import type { ClustersView } from '../views/clustersView.ts';
import type { JobsView } from '../views/jobsView.ts';
import type { SearchView } from '../views/searchView.ts';
import type { StorageView } from '../views/storageView.ts';

/** What actions work with. */
export interface Workbench {
	readonly app: App;
	readonly ask: AskUser;
	readonly log: LogOutputChannel;
	readonly jobsView: JobsView;
	readonly clustersView: ClustersView;
	readonly storageView: StorageView;
	readonly searchView: SearchView;
	readonly fileLists: FileLists;
	readonly files: RemoteFileSystem;
	readonly outputs: JobOutputs;
	readonly allocationPanel: AllocationPanel;
	readonly siteProfiles: SiteProfiles;
	readonly plans: PlanDocuments;
	readonly scripts: JobScripts;
	readonly notices: JobNotices;
	readonly outputDocuments: OutputDocuments;
	readonly panels: JobPanels;
	readonly jobFiles: JobFiles;
	readonly jobForms: JobForms;
	readonly resultsDue: ResultsDue;
	/** A folder for each template. */
	readonly templatesFolder: Uri;
	readonly scriptLanguage: ScriptLanguage;
	readonly submitMemory: SubmitMemory;
	readonly submitLenses: SubmitLenses;
	readonly submitRefusals: SubmitRefusals;
	readonly outputOnStart: OutputOnStart;
	/** Kept with the workspace folder. */
	readonly workspaceState: Memento;
	/** Of this computer; the extension's own, for all workspaces. */
	readonly storageFolder: string;
}

/** A command of the extension. It throws what goes wrong; registerCommands tells the person. */
export interface Action {
	readonly id: string;
	/** @param target what a menu, a key or another extension passed: anything. @param selection all selected rows of a view. */
	run(workbench: Workbench, target: unknown, selection: unknown): Promise<void>;
}
