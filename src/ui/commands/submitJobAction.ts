import * as l10n from '@vscode/l10n';
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import { shellQuote } from '../../base/shellQuote.ts';
import { explain } from '../../problems/explain.ts';
import { isProblem, ProblemError } from '../../problems/problem.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { type HowSubmitted, type SubmittedJob, submitJob } from '../../session/submitJob.ts';
import type { JobId } from '../../slurm/job.ts';
import type { ScriptSource } from '../../slurm/slurmClient.ts';
import { SCHEME } from '../remoteUri.ts';
import { submitTarget } from '../submit/submitTarget.ts';
import { withProgress } from '../withProgress.ts';
import type { Action, Workbench } from './action.ts';
import { chooseWorkFolder } from './chooseWorkFolder.ts';
import { clusterTarget } from './clusterTarget.ts';
import { connectAction } from './connectAction.ts';

const UNDER_WAY = new Set<string>();

/** Submits the batch script in the editor, or the one that was clicked, as it stands there, with what is remembered for it. */
export const submitJobAction: Action = {
	id: 'aiFactory.submitJob',
	async run(workbench, target) {
		const document = await scriptOf(target);
		if (document) await submitScript(workbench, document, { asksForFolder: false });
	},
};

/** @param asksForFolder whether the person says where this script starts, also where that is known */
export async function submitScript(
	workbench: Workbench,
	document: TextDocument,
	{ asksForFolder }: { readonly asksForFolder: boolean },
): Promise<void> {
	const session = await sessionFor(workbench, document.uri);
	if (!session) return;
	const source = await sourceOf(document);
	const workDir =
		source.kind === 'remote'
			? document.uri.path.replace(/\/[^/]*$/, '') || '/'
			: await chooseWorkFolder(session, document.uri, workbench.workspaceState, {
					isForScript: asksForFolder,
				});
	if (workDir === undefined) return;
	const how = { workDir, ...workbench.submitMemory.of(document.uri) };
	const key = `${session.name} ${document.uri.toString()}`;
	// A second click while the first is under way must not make a second job.
	if (UNDER_WAY.has(key)) return;
	UNDER_WAY.add(key);
	try {
		workbench.submitRefusals.clear(document);
		const submitted = await submitUntilKnown(session, source, how, nameOf(document));
		if (submitted) await afterSubmission(workbench, session, nameOf(document), submitted);
	} catch (error) {
		if (isProblem(error, 'submitRefused')) workbench.submitRefusals.show(document, error.problem.detail);
		throw error;
	} finally {
		UNDER_WAY.delete(key);
	}
}

/** Submits; when the link broke before Slurm heard of it, which is certain then, the person says whether to submit again. */
async function submitUntilKnown(
	session: ClusterSession,
	source: ScriptSource,
	how: HowSubmitted,
	name: string,
): Promise<SubmittedJob | undefined> {
	for (;;) {
		try {
			return await withProgress(titleOf(session, name, how), (signal) =>
				submitJob(session, source, how, signal),
			);
		} catch (error) {
			if (!isProblem(error, 'submitUnknown') || error.problem.found !== 'notDone') throw error;
			const { what, why } = explain(error.problem);
			const again = l10n.t('Submit Again');
			if ((await window.showWarningMessage(`${what} ${why}`, again)) !== again) return undefined;
		}
	}
}

function titleOf(session: ClusterSession, name: string, how: HowSubmitted): string {
	const words = [...how.options, ...how.arguments];
	return words.length === 0
		? l10n.t('Submitting {0} to {1}', name, session.name)
		: l10n.t('Submitting {0} to {1} with {2}', name, session.name, shellQuote(words));
}

export function nameOf({ uri }: TextDocument): string {
	return uri.path.split('/').at(-1) || 'job.sh';
}

/** Shows the job that was just submitted, sets its bell, and tells. */
export async function afterSubmission(
	{ jobsView, notices, outputOnStart }: Workbench,
	session: ClusterSession,
	name: string,
	submitted: SubmittedJob,
): Promise<void> {
	await session.jobs.refreshAfterAction();
	const job = session.jobs.find(submitted.id);
	if (job && job.phase !== 'finished') notices.ask(session.name, [job]);
	outputOnStart.expect(session, submitted.id);
	await jobsView.reveal(session.name, submitted.id);
	void tell(session, name, submitted);
}

export async function scriptOf(target: unknown): Promise<TextDocument | undefined> {
	const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
	if (!uri) {
		await window.showInformationMessage(
			l10n.t('Open the batch script that you want to submit, then run this command again.'),
		);
		return undefined;
	}
	try {
		const document = await workspace.openTextDocument(uri);
		if (document.getText().trim() === '') throw new ProblemError({ kind: 'noScript', path: uri.fsPath });
		return document;
	} catch (error) {
		throw error instanceof ProblemError
			? error
			: new ProblemError({ kind: 'noScript', path: uri.fsPath }, { cause: error });
	}
}

/**
 * A script on a cluster goes to that cluster; a local one to the connected cluster, connecting first when there is none. Of
 * several the person picks one, which is remembered.
 */
export async function sessionFor(workbench: Workbench, uri: Uri): Promise<ClusterSession | undefined> {
	const { app, submitMemory } = workbench;
	if (uri.scheme === SCHEME) return app.sessions.get(uri.authority);
	if (app.sessions.connected.length === 0) await connectAction.run(workbench, undefined, undefined);
	const target = submitTarget(app.sessions.connected, submitMemory, uri);
	return target?.isSure ? target.session : chooseCluster(workbench, uri);
}

/** Asks for the cluster that a local script goes to from now on, where several are connected. */
export async function chooseCluster(
	{ app, submitMemory }: Workbench,
	uri: Uri,
): Promise<ClusterSession | undefined> {
	const chosen = await clusterTarget(app.sessions.connected, undefined, l10n.t('Submit to which cluster?'));
	if (!chosen) return undefined;
	await submitMemory.rememberCluster(uri, chosen.name);
	return chosen;
}

/** Unsaved changes count: a remote script is saved first, of a local one the text in the editor is sent. */
async function sourceOf(document: TextDocument): Promise<ScriptSource> {
	if (document.uri.scheme === SCHEME) {
		if (document.isDirty && !(await document.save()))
			throw new ProblemError({ kind: 'noScript', path: document.uri.path });
		return { kind: 'remote', path: document.uri.path };
	}
	return { kind: 'local', name: nameOf(document), text: document.getText() };
}

async function tell(
	session: ClusterSession,
	name: string,
	{ id, remarks, wasLost }: SubmittedJob,
): Promise<void> {
	const show = l10n.t('Show Output');
	const said = remarks === '' ? '' : ` ${l10n.t('Slurm said: {0}', remarks)}`;
	const done = wasLost
		? l10n.t('Submitted {0} as job {1} on {2}; the link broke meanwhile.', name, id, session.name)
		: l10n.t('Submitted {0} as job {1} on {2}.', name, id, session.name);
	const choice = await window.showInformationMessage(done + said, show);
	if (choice === show)
		await commands.executeCommand('aiFactory.showOutput', `${session.name}/${id satisfies JobId}`);
}
