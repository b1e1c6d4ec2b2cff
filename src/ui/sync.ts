import * as l10n from '@vscode/l10n';
import { type WorkspaceFolder, window, workspace } from 'vscode';
import { syncedText } from '../presenters/syncText.ts';
import { failureLines, planSize } from '../presenters/transferText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { expandFolder } from '../storage/sync/expandFolder.ts';
import {
	type FetchRequest,
	fetchNeedsWord,
	planFetchResults,
	runFetch,
} from '../storage/sync/fetchResults.ts';
import { SyncMemories, type SyncPair } from '../storage/sync/syncMemory.ts';
import { type SyncDecision, settledTransfer } from '../storage/sync/syncPlan.ts';
import { needsWord, planAgain, planSync, runSync, type SyncRequest } from '../storage/sync/syncUp.ts';
import type { TransferFailure } from '../storage/transfer/progress.ts';
import type { TransferPlan } from '../storage/transfer/transferPlan.ts';
import type { Workbench } from './commands/action.ts';
import { remoteUri } from './remoteUri.ts';
import { askAboutFetch, askAboutSync } from './syncQuestions.ts';
import { SYNC_SETTING, type SyncSetting } from './syncSetting.ts';
import { withTransferProgress } from './transferProgress.ts';
import { withProgress } from './withProgress.ts';

const NOTHING: SyncDecision = { overwrite: new Set(), delete: new Set() };

/** Two syncs of one folder at a time would count each other's work as somebody else's. */
const UNDER_WAY = new Set<string>();

/**
 * Sends what changed in a workspace folder to the cluster, after the person's word where something would be lost. What starts a job
 * calls this before it. False when the person thought better of it, or something could not be sent.
 */
export async function syncFolder(
	workbench: Workbench,
	session: ClusterSession,
	folder: WorkspaceFolder,
	setting: SyncSetting,
): Promise<boolean> {
	return alone(folder, async () => {
		await saveEditors(folder);
		const pair = await pairOf(session, folder, setting);
		const place = `${session.name}:${setting.folder}`;
		const { exclude, delete: deletion } = setting;
		const request: SyncRequest = {
			...{ host: session.transferHost, pair, exclude, delete: deletion },
			memories: memoriesOf(workbench),
		};
		const spaceOf = (path: string) => session.spaceAt(path);
		const comparing = l10n.t('Comparing "{0}" with {1}', folder.name, place);
		let prepared = await withProgress(comparing, (signal) => planSync(request, spaceOf, signal));
		let decision = NOTHING;
		if (needsWord(prepared)) {
			const said = await askAboutSync(workbench.plans, prepared, folder.name, place);
			if (!said) return false;
			decision = said;
			const asked = prepared;
			prepared = await withProgress(comparing, (signal) => planAgain(asked, spaceOf, signal));
		}
		const outcome = await withTransferProgress(
			l10n.t('Syncing "{0}" to {1}', folder.name, place),
			settledTransfer(prepared, decision),
			(progress, signal) => runSync(prepared, decision, progress, signal),
		);
		workbench.storageView.refreshFolder(remoteUri(session.name, pair.remote));
		for (const { entry } of outcome.sent.files)
			workbench.files.tell(remoteUri(session.name, `${pair.remote}/${entry.path}`));
		const { failures, sent } = outcome;
		const isWhole = tellFailures(workbench, { failures, troubles: prepared.troubles, plan: sent }, place);
		if (isWhole) void window.showInformationMessage(syncedText(outcome, folder.name, place));
		return isWhole;
	});
}

/** Fetches what the setting calls results, if it changed since the last time. */
export async function fetchResults(
	workbench: Workbench,
	session: ClusterSession,
	folder: WorkspaceFolder,
	setting: SyncSetting,
	again = false,
): Promise<void> {
	const deletedHere = await alone(folder, async () => {
		const pair = await pairOf(session, folder, setting);
		const place = `${session.name}:${setting.folder}`;
		const request: FetchRequest = {
			...{ host: session.transferHost, pair, patterns: setting.results, again },
			memories: memoriesOf(workbench),
		};
		const plan = () =>
			withProgress(l10n.t('Looking for results in {0}', place), (signal) =>
				planFetchResults(request, signal),
			);
		let prepared = await plan();
		let overwrite: ReadonlySet<string> = new Set();
		if (fetchNeedsWord(prepared)) {
			const said = await askAboutFetch(workbench.plans, prepared, folder.name, place);
			if (!said) return 0;
			overwrite = said;
			prepared = await plan();
		}
		const { fetched, failures } = await withTransferProgress(
			l10n.t('Fetching results from {0}', place),
			prepared.transfer,
			(progress, signal) => runFetch(prepared, overwrite, progress, signal),
		);
		const left = { failures, troubles: prepared.troubles, plan: fetched };
		if (!tellFailures(workbench, left, folder.name)) return 0;
		const count = fetched.files.length + fetched.links.length;
		if (prepared.deletedHere.length === 0 || count > 0) {
			void window.showInformationMessage(
				count > 0
					? l10n.t('Fetched from {0}: {1}.', place, planSize(fetched))
					: l10n.t('Nothing new in {0} matches {1}.', place, setting.results.join(', ')),
			);
			return 0;
		}
		return prepared.deletedHere.length;
	});
	if (deletedHere > 0) void offerAgain(workbench, session, folder, setting, deletedHere);
}

async function offerAgain(
	workbench: Workbench,
	session: ClusterSession,
	folder: WorkspaceFolder,
	setting: SyncSetting,
	count: number,
): Promise<void> {
	const again = l10n.t('Fetch Them Again');
	const answer = await window.showInformationMessage(
		l10n.t('Nothing new. {0} files were fetched before and deleted here since.', count.toLocaleString()),
		again,
	);
	if (answer === again) await fetchResults(workbench, session, folder, setting, true);
}

async function alone<T>(folder: WorkspaceFolder, work: () => Promise<T>): Promise<T> {
	const key = folder.uri.toString();
	if (UNDER_WAY.has(key)) throw new Error(l10n.t('"{0}" is being synced already.', folder.name));
	UNDER_WAY.add(key);
	try {
		return await work();
	} finally {
		UNDER_WAY.delete(key);
	}
}

/** What is sent is what is on the disk. */
async function saveEditors(folder: WorkspaceFolder): Promise<void> {
	for (const document of workspace.textDocuments) {
		const isOurs = workspace.getWorkspaceFolder(document.uri)?.uri.toString() === folder.uri.toString();
		if (document.isDirty && !document.isUntitled && isOurs) await document.save();
	}
}

async function pairOf(
	session: ClusterSession,
	folder: WorkspaceFolder,
	setting: SyncSetting,
): Promise<SyncPair> {
	const remote = await session.run(expandFolder(setting.folder, SYNC_SETTING), AbortSignal.timeout(30_000));
	return { cluster: session.name, remote, local: folder.uri.fsPath };
}

function memoriesOf({ storageFolder }: Workbench): SyncMemories {
	return new SyncMemories(`${storageFolder}/sync`);
}

/** True when all was moved. */
function tellFailures(
	{ log }: Workbench,
	left: {
		readonly failures: readonly TransferFailure[];
		readonly troubles: readonly string[];
		readonly plan: TransferPlan;
	},
	place: string,
): boolean {
	const lines = failureLines(left.failures, left.troubles, left.plan);
	if (lines.length === 0) return true;
	log.warn(lines.join('\n'));
	const show = l10n.t('Show Log');
	const words =
		lines.length === 1
			? l10n.t('Not moved to {0}: {1}', place, lines[0] ?? '')
			: l10n.t('{0} files were not moved to {1}. The first: {2}', lines.length, place, lines[0] ?? '');
	void window.showWarningMessage(words, show).then((answer) => {
		if (answer === show) log.show(true);
	});
	return false;
}
