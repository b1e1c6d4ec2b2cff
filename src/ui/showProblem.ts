import * as l10n from '@vscode/l10n';
import { commands, env, type LogOutputChannel, Position, Range, Uri, window, workspace } from 'vscode';
import { isAbort } from '../base/abort.ts';
import { explain, type Remedy } from '../problems/explain.ts';
import { type Problem, ProblemError } from '../problems/problem.ts';

/** What each remedy is called on its button, and what the button does. */
const BUTTONS: Readonly<
	Record<
		Remedy,
		{ readonly label: () => string; readonly run: (log: LogOutputChannel, problem: Problem) => unknown }
	>
> = {
	connect: {
		label: () => l10n.t('Connect'),
		run: (_log, problem) => commands.executeCommand('aiFactory.connect', clusterOf(problem)),
	},
	showLog: { label: () => l10n.t('Show Log'), run: (log) => log.show(true) },
	openSettings: {
		label: () => l10n.t('Open Settings'),
		run: () => commands.executeCommand('workbench.action.openSettings', '@ext:ai-factory.ai-factory'),
	},
	openSshConfig: {
		label: () => l10n.t('Open SSH Configuration'),
		run: () => commands.executeCommand('aiFactory.openSshConfig'),
	},
	openKnownHosts: {
		label: () => l10n.t('Open known_hosts at That Line'),
		run: (_log, problem) => openAtLine(problem),
	},
	openFile: { label: () => l10n.t('Show the Mistake'), run: (_log, problem) => openAtLine(problem) },
	openProfile: {
		label: () => l10n.t('Open the Profile at That Line'),
		run: (_log, problem) => problem.kind === 'badProfile' && openProfile(problem),
	},
	renewCertificate: {
		label: () => l10n.t('Renew Certificate'),
		run: (_log, problem) => commands.executeCommand('aiFactory.renewCertificate', clusterOf(problem)),
	},
	refreshJobs: {
		label: () => l10n.t('Refresh'),
		run: () => commands.executeCommand('aiFactory.refreshJobs'),
	},
};

function openAtLine(problem: Problem): unknown {
	if (!('file' in problem && 'line' in problem) || problem.line === undefined) return undefined;
	const start = new Range(problem.line - 1, 0, problem.line - 1, 0);
	const open = workspace.textDocuments.find(({ uri }) => uri.fsPath === problem.file);
	return window.showTextDocument(open?.uri ?? Uri.file(problem.file), { selection: start });
}

/** The file at the mistake; what was not read from a file of this computer is opened in the browser. */
function openProfile({ file, line, column }: Problem & { kind: 'badProfile' }): Thenable<unknown> {
	if (file.startsWith('https://')) return env.openExternal(Uri.parse(file));
	const at = new Position(line - 1, column - 1);
	return window.showTextDocument(Uri.file(file), { selection: new Range(at, at) });
}

/** By name, or by a host of it; undefined where the person has to choose. */
function clusterOf(problem: Problem): string | undefined {
	if ('cluster' in problem) return problem.cluster;
	return 'host' in problem ? problem.host : undefined;
}

/** The only place that tells a person about failures. Cancelling is no failure and says nothing. */
export async function showProblem(error: unknown, log: LogOutputChannel): Promise<void> {
	if (isAbort(error)) return;
	if (!(error instanceof ProblemError)) {
		log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
		const show = l10n.t('Show Log');
		const choice = await window.showErrorMessage(
			l10n.t('Something went wrong inside AI Factory: {0}', String(error)),
			show,
		);
		if (choice === show) log.show(true);
		return;
	}
	const { what, why, next, remedies, raw } = explain(error.problem);
	log.error(raw === '' ? `${what} ${why}` : `${what} ${why}\n${raw}`);
	const labels = remedies.map((remedy) => BUTTONS[remedy].label());
	const choice = await window.showErrorMessage([what, why, next].join(' '), ...labels);
	const remedy = remedies.find((_, index) => labels[index] === choice);
	if (remedy) await BUTTONS[remedy].run(log, error.problem);
}
