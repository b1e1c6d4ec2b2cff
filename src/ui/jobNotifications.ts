import * as l10n from '@vscode/l10n';
import { commands, type Disposable, window, workspace } from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import { type NoticeButton, noticeText } from '../presenters/noticeText.ts';
import type { Notice } from '../session/notices/bell.ts';
import type { Claims } from '../session/notices/claims.ts';
import type { JobNotices } from '../session/notices/jobNotices.ts';
import type { Job } from '../slurm/job.ts';
import { outcomeOf } from '../slurm/jobState.ts';
import type { JobsView } from './views/jobsView.ts';

/** What happens within this time is told together. */
const GROUP_MS = 3_000;
/** The window in front is the one that tells, where several see the same. */
const LATER_MS = 2_000;

export interface JobNotificationsOptions {
	readonly app: App;
	readonly notices: JobNotices;
	/** One window tells. */
	readonly claims: Claims;
	readonly jobsView: JobsView;
}

/** Tells the person what happened to their jobs, once, in groups, with what can be done about it. */
export function createJobNotifications({
	app,
	notices,
	claims,
	jobsView,
}: JobNotificationsOptions): Disposable {
	const owned = new DisposableStore();
	let waiting: Notice[] = [];
	let timer: NodeJS.Timeout | undefined;
	const tell = async () => {
		timer = undefined;
		const seen = waiting;
		waiting = [];
		const taken = await Promise.all(seen.map(({ key }) => claims.take(key)));
		const own = seen.filter((_, index) => taken[index]);
		if (own.length > 0) await show(own, { app, notices, jobsView });
	};
	owned.add(
		notices.onDidNotice((notice) => {
			waiting.push(notice);
			timer ??= setTimeout(() => void tell(), GROUP_MS + (window.state.focused ? 0 : LATER_MS));
		}),
	);
	owned.add(
		workspace.onDidChangeConfiguration((change) => {
			if (change.affectsConfiguration('aiFactory.notify')) notices.update();
		}),
	);
	owned.add({ dispose: () => clearTimeout(timer) });
	return { dispose: () => void owned.dispose() };
}

async function show(
	notices: readonly Notice[],
	workbench: Pick<JobNotificationsOptions, 'app' | 'notices' | 'jobsView'>,
): Promise<void> {
	const { text, severity, buttons } = noticeText(notices, workbench.app.now());
	const labels = buttons.map(labelOf);
	const choice =
		severity === 'warning'
			? await window.showWarningMessage(text, ...labels)
			: await window.showInformationMessage(text, ...labels);
	const button = buttons.find((_, index) => labels[index] === choice);
	if (button) await press(button, notices, workbench);
}

function labelOf(button: NoticeButton): string {
	switch (button) {
		case 'showOutput':
			return l10n.t('Show Output');
		case 'showJob':
			return l10n.t('Show in Jobs View');
		case 'resubmit':
			return l10n.t('Submit Again…');
		case 'mute':
			return l10n.t("Don't Notify");
	}
}

async function press(
	button: NoticeButton,
	notices: readonly Notice[],
	workbench: Pick<JobNotificationsOptions, 'notices' | 'jobsView'>,
): Promise<void> {
	const [first] = notices;
	const job = first && mostTelling(first.jobs);
	if (!first || !job) return;
	const row = `${first.cluster}/${job.id}`;
	switch (button) {
		case 'showOutput':
			await commands.executeCommand('aiFactory.showOutput', row);
			return;
		case 'resubmit':
			await commands.executeCommand('aiFactory.resubmitJob', row);
			return;
		case 'showJob':
			await commands.executeCommand('aiFactory.jobs.focus');
			await workbench.jobsView.reveal(first.cluster, job.id);
			return;
		case 'mute':
			for (const { cluster, jobs } of notices) workbench.notices.mute(cluster, jobs);
	}
}

/** Of several tasks the one that went wrong. */
function mostTelling(jobs: readonly Job[]): Job | undefined {
	return jobs.find(({ phase, state }) => phase === 'finished' && outcomeOf(state) !== 'completed') ?? jobs[0];
}
