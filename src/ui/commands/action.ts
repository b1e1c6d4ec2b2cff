import type { LogOutputChannel, Memento } from 'vscode';
import type { App } from '../../app.ts';
import type { FileLists } from '../../storage/search/fileLists.ts';
import type { AskUser } from '../askUser.ts';
import type { RemoteFileSystem } from '../files/remoteFileSystem.ts';
import type { JobOutputs } from '../jobOutput.ts';
import type { ScriptLanguage } from '../script/scriptLanguage.ts';
import type { JobsView } from '../views/jobsView.ts';
import type { SearchView } from '../views/searchView.ts';
import type { StorageView } from '../views/storageView.ts';

/** What actions work with. */
export interface Workbench {
	readonly app: App;
	readonly ask: AskUser;
	readonly log: LogOutputChannel;
	readonly jobsView: JobsView;
	readonly storageView: StorageView;
	readonly searchView: SearchView;
	readonly fileLists: FileLists;
	readonly files: RemoteFileSystem;
	readonly outputs: JobOutputs;
	readonly scriptLanguage: ScriptLanguage;
	/** Kept with the workspace folder. */
	readonly workspaceState: Memento;
}

/** A command of the extension. It throws what goes wrong; registerCommands tells the person. */
export interface Action {
	readonly id: string;
	/** @param target what a menu, a key or another extension passed: anything. @param selection all selected rows of a view. */
	run(workbench: Workbench, target: unknown, selection: unknown): Promise<void>;
}
