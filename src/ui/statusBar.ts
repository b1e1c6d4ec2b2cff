import * as l10n from '@vscode/l10n';
import { MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import { allocationText } from '../presenters/allocationText.ts';
import { allocationTooltip, lastFiguresText } from '../presenters/allocationTooltip.ts';
import { connectionWords, loginNodeText } from '../presenters/connectionRow.ts';
import { problemLine } from '../presenters/problemText.ts';
import { siteLine } from '../presenters/profileText.ts';
import { markdownText } from '../presenters/row.ts';
import type { WorkspaceAccounts } from './allocation/workspaceAccounts.ts';
import { allocationThresholds } from './settings.ts';
import { Ticker } from './ticker.ts';

const AGE_STEP_MS = 10_000;
/** Sites renew their figures far more rarely than people look, and some of their tools are slow. */
const FRESH_SECONDS = 15 * 60;

/** The one item in the status bar: what is left of the allocation, or how the connection stands. */
export function createStatusBar(app: App, accounts: WorkspaceAccounts): DisposableStore {
	const owned = new DisposableStore();
	const item = owned.add(window.createStatusBarItem('aiFactory.allocation', StatusBarAlignment.Left, 0));
	item.name = l10n.t('AI Factory Allocation');
	let listening = owned.add(new DisposableStore());
	const update = () => show(item, app, accounts);
	const follow = () => {
		void listening.dispose();
		listening = new DisposableStore();
		for (const session of app.sessions.connected) {
			listening.add(session.allocation.onDidChange(update));
			listening.add(session.slurm.onDidCall(update));
		}
		update();
	};
	const ticker = owned.add(new Ticker(update));
	owned.add(app.sessions.onDidChange(follow));
	owned.add(accounts.onDidChange(update));
	owned.add(app.sessions.onDidChange(() => ticker.run(app.sessions.reconnecting.length > 0)));
	owned.add({ dispose: () => listening.dispose() });
	const ageing = setInterval(() => {
		// The tooltip tells how old the figures are; this costs the cluster nothing.
		update();
		if (!window.state.focused) return;
		for (const { allocation } of app.sessions.connected) void allocation.refreshIfOlderThan(FRESH_SECONDS);
	}, AGE_STEP_MS);
	owned.add({ dispose: () => clearInterval(ageing) });
	follow();
	item.show();
	return owned;
}

function show(item: StatusBarItem, app: App, accounts: WorkspaceAccounts): void {
	const [name, state] = [...app.sessions.states].at(-1) ?? [];
	const session = app.sessions.connected.at(-1);
	item.backgroundColor = undefined;
	const isTroubled = state !== undefined && ['connecting', 'reconnecting', 'lost'].includes(state.kind);
	if (session && !isTroubled) {
		const { text, spoken, isLow } = allocationText(session.allocation.snapshot, {
			now: app.now(),
			inUse: accounts.inUse(session),
			lowShare: allocationThresholds().lowShare,
		});
		item.text = `$(server-process) ${text}`;
		item.command = 'aiFactory.showAllocation';
		item.accessibilityInformation = { label: `AI Factory, ${session.name}, ${spoken}`, role: 'button' };
		if (isLow) item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
		item.tooltip = tooltipOf(app);
		return;
	}
	item.command = 'aiFactory.connect';
	if (name !== undefined && (state?.kind === 'reconnecting' || state?.kind === 'lost')) {
		const icon = state.kind === 'lost' ? 'debug-disconnect' : 'sync~spin';
		item.text = `$(${icon}) ${name}: ${connectionWords(state, app.now())}`;
		item.tooltip = withLastFigures(app, problemLine(state.error));
		const command = state.kind === 'lost' ? 'aiFactory.connect' : 'aiFactory.reconnectNow';
		item.command = { command, title: '', arguments: [name] };
	} else if (name !== undefined && state?.kind === 'connecting') {
		item.text = `$(sync~spin) ${l10n.t('Connecting to {0}…', name)}`;
		item.tooltip = state.step;
	} else {
		item.text = '$(debug-disconnect) AI Factory';
		const words =
			state?.kind === 'failed'
				? problemLine(state.error)
				: l10n.t('Not connected. Click to connect to a cluster.');
		item.tooltip = withLastFigures(app, words);
	}
	item.accessibilityInformation = {
		label: `AI Factory, ${item.text.replace(/\$\([^)]*\) /, '')}`,
		role: 'button',
	};
}

/** What was left when the clusters could last be asked: people plan offline as well. */
function withLastFigures(app: App, words: string): MarkdownString {
	const now = app.now();
	const present = app.sessions.present.flatMap(({ name, allocation: { snapshot } }) =>
		snapshot.kind === 'loading' ? [] : [{ cluster: name, figures: snapshot }],
	);
	const tables = [...present, ...app.rememberedAllocations()].map(({ cluster, figures }) =>
		lastFiguresText(cluster, figures, now),
	);
	return new MarkdownString([markdownText(words), ...tables].join('\n\n---\n\n'), true);
}

function tooltipOf(app: App): MarkdownString {
	const parts = app.sessions.connected.map(({ name, site, allocation, slurm, node }) =>
		allocationTooltip(
			{ cluster: name, node: loginNodeText(node), site: siteLine(site) },
			allocation.snapshot,
			slurm.load.lastHour(),
			app.now(),
		),
	);
	return new MarkdownString(parts.join('\n\n---\n\n'), true);
}
