import * as l10n from '@vscode/l10n';
import { MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import { allocationText, allocationTooltip } from '../presenters/allocationText.ts';
import { problemLine } from './showProblem.ts';

const AGE_STEP_MS = 10_000;

/** The one item in the status bar: what is left of the allocation, or how the connection stands. */
export function createStatusBar(app: App): DisposableStore {
	const owned = new DisposableStore();
	const item = owned.add(window.createStatusBarItem('aiFactory.allocation', StatusBarAlignment.Left, 0));
	item.name = l10n.t('AI Factory Allocation');
	let listening = owned.add(new DisposableStore());
	const update = () => show(item, app);
	const follow = () => {
		void listening.dispose();
		listening = new DisposableStore();
		for (const session of app.sessions.connected) {
			listening.add(session.allocation.onDidChange(update));
			listening.add(session.slurm.onDidCall(update));
		}
		update();
	};
	owned.add(app.sessions.onDidChange(follow));
	owned.add({ dispose: () => listening.dispose() });
	// The tooltip tells how old the figures are; this costs the cluster nothing.
	const ageing = setInterval(update, AGE_STEP_MS);
	owned.add({ dispose: () => clearInterval(ageing) });
	follow();
	item.show();
	return owned;
}

function show(item: StatusBarItem, app: App): void {
	const session = app.sessions.connected.at(-1);
	item.backgroundColor = undefined;
	if (session) {
		const { text, spoken, isLow } = allocationText(session.allocation.snapshot);
		item.text = `$(server-process) ${text}`;
		item.command = 'aiFactory.showAllocation';
		item.accessibilityInformation = { label: `AI Factory, ${session.name}, ${spoken}`, role: 'button' };
		if (isLow) item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
		item.tooltip = tooltipOf(app);
		return;
	}
	item.command = 'aiFactory.connect';
	const [name, state] = [...app.sessions.states].at(-1) ?? [];
	if (name !== undefined && state?.kind === 'connecting') {
		item.text = `$(sync~spin) ${l10n.t('Connecting to {0}…', name)}`;
		item.tooltip = state.step;
	} else {
		item.text = '$(debug-disconnect) AI Factory';
		item.tooltip =
			state?.kind === 'failed'
				? problemLine(state.error)
				: l10n.t('Not connected. Click to connect to a cluster.');
	}
	item.accessibilityInformation = {
		label: `AI Factory, ${item.text.replace(/\$\([^)]*\) /, '')}`,
		role: 'button',
	};
}

function tooltipOf(app: App): MarkdownString {
	const parts = app.sessions.connected.map(({ name, allocation, slurm }) =>
		allocationTooltip(name, allocation.snapshot, slurm.calls, app.now()),
	);
	return new MarkdownString(parts.join('\n\n---\n\n'), true);
}
