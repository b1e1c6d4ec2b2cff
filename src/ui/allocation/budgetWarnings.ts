import * as l10n from '@vscode/l10n';
import { commands, type Memento, window } from 'vscode';
import { burnRate, forecast } from '../../allocation/usage/forecast.ts';
import { type BudgetWarning, tooLargeFor, warningsFor } from '../../allocation/warnings.ts';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { budgetWarningText } from '../../presenters/budgetWarningText.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { allocationThresholds } from '../settings.ts';

const TOLD = 'allocation.warned';
/** What was told long ago has become true again by now, or is over. */
const TOLD_KEPT = 300;

/** Tells of budgets that are low, end, or will not last, and of jobs that are too large for what is left: each once. */
export function warnOfBudgets(app: App, memory: Memento): DisposableStore {
	const owned = new DisposableStore();
	let listening = owned.add(new DisposableStore());
	const look = (session: ClusterSession) => {
		if (!window.state.focused) return;
		const { snapshot } = session.allocation;
		if (snapshot.kind !== 'loaded') return;
		const found = warningsOf(session, app.now());
		const told = memory.get<readonly string[]>(TOLD, []);
		const fresh = found.filter(({ key }) => !told.includes(noted(session, key)));
		if (fresh.length === 0) return;
		void memory.update(TOLD, [...told, ...fresh.map(({ key }) => noted(session, key))].slice(-TOLD_KEPT));
		void tell(session.name, fresh, app.now());
	};
	const follow = () => {
		void listening.dispose();
		listening = new DisposableStore();
		for (const session of app.sessions.connected) {
			listening.add(session.allocation.onDidChange(() => look(session)));
			listening.add(session.jobs.onDidChange(() => look(session)));
		}
	};
	owned.add(app.sessions.onDidChange(follow));
	owned.add({ dispose: () => listening.dispose() });
	follow();
	return owned;
}

function noted({ name }: ClusterSession, key: string): string {
	return `${name} ${key}`;
}

function warningsOf(session: ClusterSession, now: Date): readonly BudgetWarning[] {
	const { snapshot } = session.allocation;
	if (snapshot.kind === 'loading') return [];
	return [
		...warningsFor(
			snapshot.budgets,
			(budget, line) => forecast(line, burnRate(session.use.of(budget, line)?.days ?? [], now), now),
			allocationThresholds(),
			now,
		),
		...tooLargeFor(snapshot.budgets, session.waitingJobs),
	];
}

/** Several at once are one notification: the first, and how many more. */
async function tell(cluster: string, warnings: readonly BudgetWarning[], now: Date): Promise<void> {
	const [first] = warnings;
	if (!first) return;
	const show = l10n.t('Show Allocation');
	const settings = l10n.t('Settings');
	const text = budgetWarningText(cluster, first, now);
	const others = warnings.length - 1;
	const answer = await window.showWarningMessage(
		others > 0 ? l10n.t('{0} And {1} more about the allocation.', text, others) : text,
		show,
		settings,
	);
	if (answer === show) await commands.executeCommand('aiFactory.showAllocation');
	if (answer === settings)
		await commands.executeCommand('workbench.action.openSettings', 'aiFactory.allocationWarnings');
}
