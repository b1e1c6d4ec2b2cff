import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { arrivedText, failureLines, replaceQuestion, shortageText } from '../presenters/transferText.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import { differingFiles } from '../storage/transfer/checksums.ts';
import { download } from '../storage/transfer/download.ts';
import { type Prepared, prepareTransfer, type TransferRequest } from '../storage/transfer/prepare.ts';
import type { TransferFailure } from '../storage/transfer/progress.ts';
import { planWithout, type TransferPlan } from '../storage/transfer/transferPlan.ts';
import { upload } from '../storage/transfer/upload.ts';
import type { Workbench } from './commands/action.ts';
import { remoteUri } from './remoteUri.ts';
import { withTransferProgress } from './transferProgress.ts';
import { withProgress } from './withProgress.ts';

/**
 * Moves files and folders between this computer and a cluster: looks and plans, asks where something would be lost, moves with
 * progress, and says what came of it. Undefined when the person thought better of it.
 */
export async function transfer(
	workbench: Workbench,
	session: ClusterSession,
	request: Omit<TransferRequest, 'host'>,
): Promise<TransferPlan | undefined> {
	const host = session.transferHost;
	const whole = { ...request, host };
	const up = request.direction === 'up';
	const place = up ? `${session.name}:${request.remote}` : request.local;
	const prepared = await withProgress(l10n.t('Looking at what is to be moved'), (signal) =>
		prepareTransfer(whole, (path) => session.spaceAt(path), signal),
	);
	const plan = await settled(prepared, place);
	if (!plan) return undefined;
	const failures = await moveWithProgress(
		whole,
		plan,
		up ? l10n.t('Uploading to {0}', place) : l10n.t('Downloading to {0}', place),
	);
	if (up) {
		workbench.storageView.refreshFolder(remoteUri(session.name, request.remote));
		for (const { entry } of plan.files)
			workbench.files.tell(remoteUri(session.name, `${request.remote}/${entry.path}`));
	}
	void tellEnd(workbench, whole, plan, failures, prepared, place);
	return plan;
}

/** What is to be done after the person's word on all that needs one. */
async function settled({ plan, shortage }: Prepared, place: string): Promise<TransferPlan | undefined> {
	if (shortage) {
		const anyway = l10n.t('Try Anyway');
		const answer = await window.showWarningMessage(
			l10n.t('There is not enough room.'),
			{ modal: true, detail: shortageText(shortage, place) },
			anyway,
		);
		if (answer !== anyway) return undefined;
	}
	const replaced = [...plan.files, ...plan.links].filter(({ existing }) => existing);
	if (replaced.length === 0) return plan;
	const replaceAll = l10n.t('Replace');
	const older = l10n.t('Replace Older Only');
	const none = replaced.length === 1 ? l10n.t('Skip It') : l10n.t('Skip Them');
	const { newer } = plan;
	const { message, detail } = replaceQuestion(replaced, newer, place);
	const answer = await window.showWarningMessage(
		message,
		{ modal: true, detail },
		// The first is what Enter does: nothing may be lost by it.
		...(newer.length === 0
			? [replaceAll, none]
			: [...(newer.length < replaced.length ? [older] : []), none, replaceAll]),
	);
	if (answer === replaceAll) return plan;
	if (answer === older) return planWithout(plan, newer);
	return answer === none ? planWithout(plan, replaced) : undefined;
}

async function moveWithProgress(
	{ direction, host, remote, local }: TransferRequest,
	plan: TransferPlan,
	title: string,
): Promise<readonly TransferFailure[]> {
	const move = direction === 'up' ? upload : download;
	return withTransferProgress(title, plan, (progress, signal) =>
		move({ host, remote, local, plan, progress }, signal),
	);
}

async function tellEnd(
	{ log }: Workbench,
	request: TransferRequest,
	plan: TransferPlan,
	failures: readonly TransferFailure[],
	{ troubles }: Prepared,
	place: string,
): Promise<void> {
	const left = failureLines(failures, troubles, plan);
	if (left.length > 0) {
		log.warn(left.join('\n'));
		const show = l10n.t('Show Log');
		const [first = ''] = left;
		const answer = await window.showWarningMessage(
			left.length === 1
				? l10n.t('Not moved to {0}: {1}', place, first)
				: l10n.t('{0} files were not moved to {1}. The first: {2}', left.length, place, first),
			show,
		);
		if (answer === show) log.show(true);
		return;
	}
	const { shell } = request.host;
	const check = l10n.t('Compare Checksums');
	const isWorthIt = shell !== undefined && plan.files.length > 0;
	const answer = await window.showInformationMessage(
		arrivedText(request.direction, plan, place),
		...(isWorthIt ? [check] : []),
	);
	if (answer !== check || !shell) return;
	const files = plan.files.map(({ entry }) => entry);
	const differing = await withProgress(l10n.t('Comparing checksums'), (signal) =>
		differingFiles(shell, request, files, signal),
	);
	if (differing.length === 0) {
		void window.showInformationMessage(l10n.t('Every byte is the same on both sides.'));
	} else {
		log.error(differing.join('\n'));
		void window.showErrorMessage(
			l10n.t('{0} files differ. The first: {1}', differing.length, differing[0] ?? ''),
		);
	}
}
