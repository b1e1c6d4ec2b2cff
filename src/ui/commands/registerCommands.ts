import { commands, Disposable } from 'vscode';
import { showProblem } from '../showProblem.ts';
import type { Action, Workbench } from './action.ts';
import { cancelArrayTasksAction, cancelJobAction, signalJobAction } from './cancelJobAction.ts';
import { changeJobAction } from './changeJobAction.ts';
import { chooseLoginNodeAction } from './chooseLoginNodeAction.ts';
import { connectAction } from './connectAction.ts';
import { copyPathAction } from './copyPathAction.ts';
import { deleteAction } from './deleteAction.ts';
import { disconnectAction } from './disconnectAction.ts';
import { estimateStartAction } from './estimateStartAction.ts';
import { explainWaitAction } from './explainWaitAction.ts';
import { addFavouriteAction, removeFavouriteAction } from './favouriteActions.ts';
import {
	addToWorkspaceAction,
	discardMineAction,
	openLargeFileAction,
	overwriteTheirsAction,
} from './fileActions.ts';
import { forgetSecretsAction } from './forgetSecretsAction.ts';
import { forwardPortAction } from './forwardPortAction.ts';
import { jobHistoryAction, refreshHistoryAction } from './historyActions.ts';
import { runJobAction, runWithChangesAction, showJobScriptAction } from './jobFileActions.ts';
import { editJobFormAction, newJobFormAction } from './jobFormActions.ts';
import {
	clearJobFilterAction,
	filterJobsAction,
	pinJobAction,
	showMoreJobsAction,
	sortJobsAction,
	unpinJobAction,
} from './jobsViewActions.ts';
import { newFileAction, newFolderAction } from './newEntryActions.ts';
import { newFromTemplateAction } from './newFromTemplateAction.ts';
import { muteJobAction, notifyJobAction } from './notifyActions.ts';
import {
	copyJobIdAction,
	openJobFolderAction,
	openJobScriptAction,
	openJobTerminalAction,
} from './openJobActions.ts';
import {
	followOutputAction,
	loadEarlierOutputAction,
	openOutputAction,
	stopFollowingOutputAction,
} from './openOutputAction.ts';

import { openSshConfigAction } from './openSshConfigAction.ts';
import { openTerminalAction } from './openTerminalAction.ts';
import { openTerminalHereAction } from './openTerminalHereAction.ts';
import {
	holdJobAction,
	releaseJobAction,
	requeueAndHoldJobAction,
	requeueJobAction,
} from './queueActions.ts';
import { reconnectNowAction } from './reconnectNowAction.ts';
import { refreshClustersAction } from './refreshClustersAction.ts';
import { refreshJobsAction } from './refreshJobsAction.ts';
import { renameAction } from './renameAction.ts';
import { renewCertificateAction } from './renewCertificateAction.ts';

import { resubmitJobAction } from './resubmitJobAction.ts';
import { rightSizeJobAction } from './rightSizeJobAction.ts';

import { runThisAction } from './runThisAction.ts';

import { saveAsTemplateAction, saveInJobFileAction } from './saveScriptActions.ts';
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
import { showJobDetailsAction } from './showJobDetailsAction.ts';
import { showLogAction } from './showLogAction.ts';
import { showOutputAction } from './showOutputAction.ts';
import { showOutputLineAction } from './showOutputLineAction.ts';
import { addSiteProfileAction, removeSiteProfileAction } from './siteProfileActions.ts';
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
import { submitWithAction } from './submitWithAction.ts';
import { fetchResultsAction, syncWorkspaceAction } from './syncActions.ts';
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
	runJobAction,
	runWithChangesAction,
	showJobScriptAction,
	newFromTemplateAction,
	runThisAction,
	editJobFormAction,
	newJobFormAction,
	saveAsTemplateAction,
	saveInJobFileAction,
	tidyDirectivesAction,
	createScriptFolderAction,
	fillInDirectiveAction,
	submitWithAction,
	estimateStartAction,
	showOutputAction,
	openOutputAction,
	loadEarlierOutputAction,
	followOutputAction,
	stopFollowingOutputAction,
	showJobDetailsAction,
	showOutputLineAction,
	rightSizeJobAction,
	cancelJobAction,
	cancelArrayTasksAction,
	signalJobAction,
	holdJobAction,
	releaseJobAction,
	requeueJobAction,
	requeueAndHoldJobAction,
	changeJobAction,
	copyJobIdAction,
	openJobScriptAction,
	resubmitJobAction,
	openJobFolderAction,
	openJobTerminalAction,
	notifyJobAction,
	muteJobAction,
	refreshJobsAction,
	filterJobsAction,
	clearJobFilterAction,
	sortJobsAction,
	pinJobAction,
	unpinJobAction,
	showMoreJobsAction,
	jobHistoryAction,
	refreshHistoryAction,
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
	syncWorkspaceAction,
	fetchResultsAction,
	explainWaitAction,
	refreshClustersAction,
	showAllocationAction,
	addSiteProfileAction,
	removeSiteProfileAction,
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
