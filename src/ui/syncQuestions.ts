import * as l10n from '@vscode/l10n';
import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { shownName } from '../base/shownName.ts';
import {
	deletionLine,
	fetchDocument,
	fetchQuestion,
	overwriteLine,
	type SyncQuestion,
	syncDocument,
	syncQuestion,
} from '../presenters/syncText.ts';
import type { PreparedFetch } from '../storage/sync/fetchResults.ts';
import type { SyncDecision } from '../storage/sync/syncPlan.ts';
import type { PreparedSync } from '../storage/sync/syncUp.ts';
import type { PlanDocuments } from './planDocuments.ts';

/** A thing that the person may or may not allow. */
interface Choice extends QuickPickItem {
	readonly path: string;
	readonly does: 'overwrite' | 'delete';
}

/** The person's word on all that needs one; undefined when they thought better of the whole. */
export async function askAboutSync(
	plans: PlanDocuments,
	prepared: PreparedSync,
	workspace: string,
	place: string,
): Promise<SyncDecision | undefined> {
	const choices: readonly Choice[] = [
		...prepared.overwrites.map((item): Choice => {
			return { label: overwriteLine(item), path: item.entry.path, does: 'overwrite' };
		}),
		...prepared.deletions.map((entry): Choice => {
			return { label: deletionLine(entry), path: entry.path, does: 'delete' };
		}),
	];
	const question = syncQuestion(prepared, workspace, place);
	const allowed = await ask(question, choices, () =>
		plans.show(l10n.t('Sync of {0}', workspace), syncDocument(prepared, workspace, place)),
	);
	if (!allowed) return undefined;
	const of = (does: Choice['does']) =>
		new Set(allowed.filter((choice) => choice.does === does).map(({ path }) => path));
	return { overwrite: of('overwrite'), delete: of('delete') };
}

/** The paths that may be overwritten here; undefined when the person thought better of the whole. */
export async function askAboutFetch(
	plans: PlanDocuments,
	prepared: PreparedFetch,
	workspace: string,
	place: string,
): Promise<ReadonlySet<string> | undefined> {
	const choices = prepared.overwrites.map(({ entry }): Choice => {
		return { label: shownName(entry.path), path: entry.path, does: 'overwrite' };
	});
	const question = fetchQuestion(prepared, workspace);
	const allowed = await ask(question, choices, () =>
		plans.show(l10n.t('Results for {0}', workspace), fetchDocument(prepared, workspace, place)),
	);
	return allowed && new Set(allowed.map(({ path }) => path));
}

/** Which of the choices are allowed. */
async function ask(
	{ what, detail, yes, rest }: SyncQuestion,
	choices: readonly Choice[],
	showAll: () => Promise<void>,
): Promise<readonly Choice[] | undefined> {
	const choose = l10n.t('Choose…');
	const all = l10n.t('Show All');
	const answers = [yes, ...(rest === undefined ? [] : [rest]), ...(choices.length > 1 ? [choose] : [])];
	let answer = await window.showWarningMessage(what, { modal: true, detail }, ...answers, all);
	if (answer === all) {
		await showAll();
		// A modal question would hide what it is about.
		answer = await window.showWarningMessage(what, ...answers);
	}
	if (answer === yes) return choices;
	if (answer === choose) return chooseAmong(choices, what);
	return answer !== undefined && answer === rest ? [] : undefined;
}

async function chooseAmong(
	choices: readonly Choice[],
	title: string,
): Promise<readonly Choice[] | undefined> {
	const heads = { overwrite: l10n.t('Overwrite'), delete: l10n.t('Delete there') };
	const items = (['overwrite', 'delete'] as const).flatMap((does) => {
		const some = choices.filter((choice) => choice.does === does);
		const head = { label: heads[does], kind: QuickPickItemKind.Separator, path: '', does };
		return some.length > 0 ? [head, ...some] : [];
	});
	return window.showQuickPick<Choice>(items, {
		title,
		canPickMany: true,
		ignoreFocusOut: true,
		placeHolder: l10n.t('What you do not pick stays as it is'),
	});
}
