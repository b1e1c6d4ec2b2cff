import * as l10n from '@vscode/l10n';
import { type InputBox, type QuickInputButton, ThemeIcon, type Uri, window } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { shownName } from '../../base/shownName.ts';
import { problemLine } from '../../presenters/problemText.ts';
import { refusalText, searchPrompt } from '../../presenters/searchInputText.ts';
import { parseGlobs } from '../../storage/search/globs.ts';
import { type SearchQuery, searchQueryOf } from '../../storage/search/searchQuery.ts';
import { checkQuery, type SearchTool } from '../../storage/search/searchTool.ts';
import type { Workbench } from '../commands/action.ts';
import { chooseFolder } from './searchPlace.ts';
import { toggleButton } from './toggleButton.ts';

const KEY = 'search.query';
/** A selection that is longer is not what somebody looks for. */
const LONGEST_SELECTION = 200;
const NOTHING: SearchQuery = {
	...{ text: '', isRegex: false, isCaseSensitive: false, isWholeWord: false },
	...{ include: [], exclude: [], withSkipped: false },
};

/** What a person wants to look for, and the tool that takes it. */
export interface Wanted {
	readonly folder: Uri;
	readonly query: SearchQuery;
	readonly tool: SearchTool;
}

/** "Search in Storage…": asks what to look for. What was typed is kept, also when the box was dismissed. */
export async function askSearch(workbench: Workbench, start: Uri): Promise<Wanted | undefined> {
	const { workspaceState } = workbench;
	let folder = start;
	let query = { ...(searchQueryOf(workspaceState.get(KEY)) ?? NOTHING), ...selectedText() };
	for (;;) {
		const answer: Answer = await new SearchBox(workbench, folder, query).ask();
		query = answer.query;
		await workspaceState.update(KEY, query);
		if (answer.kind === 'files') query = await askFiles(query);
		else if (answer.kind === 'folder') folder = (await chooseFolder(workbench)) ?? folder;
		else return answer.kind === 'search' ? { folder, query, tool: answer.tool } : undefined;
	}
}

/** One line that is selected in an editor. */
function selectedText(): { readonly text?: string } {
	const editor = window.activeTextEditor;
	if (!editor?.selection.isSingleLine) return {};
	const text = editor.document.getText(editor.selection);
	return text.trim() === '' || text.length > LONGEST_SELECTION ? {} : { text };
}

type Answer =
	| { readonly kind: 'dismissed' | 'files' | 'folder'; readonly query: SearchQuery }
	| { readonly kind: 'search'; readonly query: SearchQuery; readonly tool: SearchTool };

type Option = 'isCaseSensitive' | 'isWholeWord' | 'isRegex' | 'withSkipped';

class SearchBox {
	readonly #workbench: Workbench;
	readonly #folder: Uri;
	readonly #box: InputBox;
	readonly #owned = new DisposableStore();
	readonly #checking = new AbortController();
	#query: SearchQuery;
	#buttons = new Map<QuickInputButton, Option | 'files' | 'folder'>();

	constructor(workbench: Workbench, folder: Uri, query: SearchQuery) {
		this.#workbench = workbench;
		this.#folder = folder;
		this.#query = query;
		this.#box = this.#owned.add(window.createInputBox());
		this.#box.title = l10n.t('Search in {0} on {1}', shownName(folder.path), folder.authority);
		this.#box.value = query.text;
		this.#show();
	}

	async ask(): Promise<Answer> {
		try {
			return await new Promise<Answer>((resolve) => {
				this.#owned.add(this.#box.onDidHide(() => resolve({ kind: 'dismissed', query: this.#query })));
				this.#owned.add(this.#box.onDidAccept(() => void this.#accept(resolve)));
				this.#owned.add(
					this.#box.onDidChangeValue((text) => {
						this.#query = { ...this.#query, text };
						this.#box.validationMessage = undefined;
					}),
				);
				this.#owned.add(
					this.#box.onDidTriggerButton((button) => {
						const what = this.#buttons.get(button);
						if (what === 'files' || what === 'folder') resolve({ kind: what, query: this.#query });
						else if (what) this.#toggle(what);
					}),
				);
				this.#box.show();
			});
		} finally {
			this.#checking.abort();
			await this.#owned.dispose();
		}
	}

	#toggle(option: Option): void {
		this.#query = { ...this.#query, [option]: !this.#query[option] };
		this.#box.validationMessage = undefined;
		this.#show();
	}

	/** Asks the tool itself whether it takes the query: nobody else knows its regular expressions. */
	async #accept(resolve: (answer: Answer) => void): Promise<void> {
		const query = this.#query;
		if (query.text === '') {
			this.#box.validationMessage = l10n.t('Type the text to find.');
			return;
		}
		this.#box.busy = true;
		this.#box.enabled = false;
		try {
			const session = this.#workbench.app.sessions.get(this.#folder.authority);
			const { tool, refusal } = await session.run(checkQuery(query), this.#checking.signal);
			if (refusal === undefined) resolve({ kind: 'search', query, tool });
			else this.#box.validationMessage = refusalText(tool, refusal);
		} catch (error) {
			this.#box.validationMessage = problemLine(error);
		}
		this.#box.busy = false;
		this.#box.enabled = true;
	}

	#show(): void {
		const button = (icon: string, tooltip: string): QuickInputButton => ({
			iconPath: new ThemeIcon(icon),
			tooltip,
		});
		const toggle = (option: Option, icon: string, name: string): [QuickInputButton, Option] => [
			toggleButton(icon, name, this.#query[option]),
			option,
		];
		this.#buttons = new Map<QuickInputButton, Option | 'files' | 'folder'>([
			toggle('isCaseSensitive', 'case-sensitive', l10n.t('Match Case')),
			toggle('isWholeWord', 'whole-word', l10n.t('Match Whole Word')),
			toggle('isRegex', 'regex', l10n.t('Use Regular Expression')),
			toggle('withSkipped', 'eye', l10n.t('Also Search .git, node_modules, site-packages and the Like')),
			[button('filter', l10n.t('Files to Include and Exclude…')), 'files'],
			[button('folder-opened', l10n.t('Search in Another Folder…')), 'folder'],
		]);
		this.#box.buttons = [...this.#buttons.keys()];
		this.#box.prompt = searchPrompt(this.#query);
	}
}

/** Which files to include, then which to exclude. Dismissing either keeps what was there. */
async function askFiles(query: SearchQuery): Promise<SearchQuery> {
	const ask = (title: string, globs: readonly string[], prompt: string) =>
		window.showInputBox({
			title,
			prompt,
			value: globs.join(', '),
			placeHolder: '*.py, src/**',
			ignoreFocusOut: true,
		});
	const include = await ask(
		l10n.t('Files to Include (1/2)'),
		query.include,
		l10n.t('Names or patterns, with commas between them. Empty includes all files.'),
	);
	if (include === undefined) return query;
	const exclude = await ask(
		l10n.t('Files to Exclude (2/2)'),
		query.exclude,
		l10n.t('Names or patterns of files and folders, with commas between them.'),
	);
	if (exclude === undefined) return query;
	return { ...query, include: parseGlobs(include), exclude: parseGlobs(exclude) };
}
