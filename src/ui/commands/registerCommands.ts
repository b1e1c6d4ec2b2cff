import { commands, Disposable } from 'vscode';
import { showProblem } from '../showProblem.ts';
import type { Action, Workbench } from './action.ts';
import { cancelJobAction } from './cancelJobAction.ts';
import { chooseLoginNodeAction } from './chooseLoginNodeAction.ts';
import { connectAction } from './connectAction.ts';
import { copyPathAction } from './copyPathAction.ts';
import { deleteAction } from './deleteAction.ts';
import { disconnectAction } from './disconnectAction.ts';
import { addFavouriteAction, removeFavouriteAction } from './favouriteActions.ts';
import {
	addToWorkspaceAction,
	discardMineAction,
	openLargeFileAction,
	overwriteTheirsAction,
} from './fileActions.ts';
import { forgetSecretsAction } from './forgetSecretsAction.ts';
import { forwardPortAction } from './forwardPortAction.ts';
import { newFileAction, newFolderAction } from './newEntryActions.ts';
import { openSshConfigAction } from './openSshConfigAction.ts';
import { openTerminalAction } from './openTerminalAction.ts';
import { openTerminalHereAction } from './openTerminalHereAction.ts';
import { reconnectNowAction } from './reconnectNowAction.ts';
import { refreshJobsAction } from './refreshJobsAction.ts';
import { renameAction } from './renameAction.ts';
import { renewCertificateAction } from './renewCertificateAction.ts';
import { createScriptFolderAction, fillInDirectiveAction, tidyDirectivesAction } from './scriptActions.ts';
import {
	clearSearchAction,
	copySearchResultsAction,
	dismissSearchResultAction,
	findFileAction,
	openSearchResultAction,
	searchAgainAction,
	searchStorageAction,
	stopSearchAction,
} from './searchActions.ts';
import { showAllocationAction } from './showAllocationAction.ts';
import { showLogAction } from './showLogAction.ts';
import { showOutputAction } from './showOutputAction.ts';
import { stopReconnectingAction } from './stopReconnectingAction.ts';
import {
	filterFolderAction,
	hideHiddenFilesAction,
	refreshStorageAction,
	revealInStorageAction,
	showHiddenFilesAction,
	showMoreAction,
} from './storageViewActions.ts';
import { submitJobAction } from './submitJobAction.ts';
import { downloadAction, uploadAction, uploadFilesAction, uploadFolderAction } from './transferActions.ts';

/** Every command of the extension, in the order of package.json. */
const ACTIONS: readonly Action[] = [
	connectAction,
	disconnectAction,
	reconnectNowAction,
	stopReconnectingAction,
	chooseLoginNodeAction,
	openTerminalAction,
	forwardPortAction,
	renewCertificateAction,
	forgetSecretsAction,
	submitJobAction,
	tidyDirectivesAction,
	createScriptFolderAction,
	fillInDirectiveAction,
	showOutputAction,
	cancelJobAction,
	refreshJobsAction,
	refreshStorageAction,
	newFileAction,
	newFolderAction,
	renameAction,
	deleteAction,
	copyPathAction,
	openTerminalHereAction,
	revealInStorageAction,
	addFavouriteAction,
	removeFavouriteAction,
	showHiddenFilesAction,
	hideHiddenFilesAction,
	filterFolderAction,
	showMoreAction,
	addToWorkspaceAction,
	openLargeFileAction,
	overwriteTheirsAction,
	discardMineAction,
	uploadAction,
	uploadFilesAction,
	uploadFolderAction,
	downloadAction,
	findFileAction,
	searchStorageAction,
	searchAgainAction,
	stopSearchAction,
	clearSearchAction,
	copySearchResultsAction,
	dismissSearchResultAction,
	openSearchResultAction,
	showAllocationAction,
	showLogAction,
	openSshConfigAction,
];

/** Registers all actions. The only place that catches what an action throws. */
export function registerCommands(workbench: Workbench): Disposable {
	return Disposable.from(
		...ACTIONS.map((action) =>
			commands.registerCommand(action.id, async (target: unknown, selection: unknown) => {
				try {
					await action.run(workbench, target, selection);
				} catch (error) {
					await showProblem(error, workbench.log);
				}
			}),
		),
	);
}
