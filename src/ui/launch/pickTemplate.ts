import * as l10n from '@vscode/l10n';
import { Disposable, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Template } from '../../launch/template.ts';
import { aboutScript } from '../../presenters/aboutScript.ts';
import type { OwnTemplate, OwnTemplates } from './ownTemplates.ts';

interface Item extends QuickPickItem {
	readonly template?: Template | OwnTemplate;
}

/** Lets the person choose among their own templates, which can be changed and deleted there, and those that come along. */
export async function pickTemplate(
	templates: readonly Template[],
	own: OwnTemplates,
): Promise<Template | OwnTemplate | undefined> {
	const edit = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Change This Template') };
	const remove = { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete This Template') };
	const group = (label: string): Item => ({ label, kind: QuickPickItemKind.Separator });
	const mine = await own.all();
	const items: readonly Item[] = [
		...(mine.length > 0 ? [group(l10n.t('Your own'))] : []),
		...mine.map((template) => ({
			...{ label: template.name, detail: aboutScript(template.text) },
			...{ template, buttons: [edit, remove] },
		})),
		...(mine.length > 0 ? [group(l10n.t('Come with AI Factory'))] : []),
		...templates.map((template) => ({ label: template.title, detail: template.detail, template })),
	];
	const box = window.createQuickPick<Item>();
	Object.assign(box, {
		...{ title: l10n.t('New Job from Template'), placeholder: l10n.t('What do you want to run?') },
		// The page of a form takes the focus back when the palette that was opened over it closes.
		...{ matchOnDetail: true, ignoreFocusOut: true, items },
	});
	return new Promise((resolve) => {
		const owned = Disposable.from(
			box,
			box.onDidAccept(() => {
				resolve(box.selectedItems[0]?.template);
				box.hide();
			}),
			box.onDidTriggerItemButton(({ item, button }) => {
				const { template } = item;
				if (!template || !('uri' in template)) return;
				box.hide();
				if (button === edit) void window.showTextDocument(template.uri);
				else void askToRemove(own, template);
			}),
			box.onDidHide(() => {
				resolve(undefined);
				owned.dispose();
			}),
		);
		box.show();
	});
}

async function askToRemove(own: OwnTemplates, template: OwnTemplate): Promise<void> {
	const yes = l10n.t('Delete');
	const question = l10n.t('Delete your template "{0}"?', template.name);
	const detail = l10n.t('Jobs and scripts that were begun from it stay.');
	if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes)
		await own.remove(template);
}
