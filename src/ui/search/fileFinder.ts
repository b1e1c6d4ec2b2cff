import * as l10n from '@vscode/l10n';
import {
	commands,
	type QuickInputButton,
	type QuickPick,
	type QuickPickItem,
	Range,
	ThemeIcon,
	type Uri,
	window,
} from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import {
	findFileTitle,
	missingFilesText,
	neverListedText,
	pathItem,
} from '../../presenters/findFileItems.ts';
import { problemLine, whatHappened } from '../../presenters/problemText.ts';
import type { FileList } from '../../storage/search/fileLists.ts';
import { LIST_LIMITS } from '../../storage/search/listFiles.ts';
import { parsePathQuery } from '../../storage/search/pathQuery.ts';
import { bestPaths } from '../../storage/search/rankPaths.ts';
import type { Workbench } from '../commands/action.ts';
import { childOf } from '../remoteUri.ts';
import { chooseFolder } from './searchPlace.ts';
import { toggleButton } from './toggleButton.ts';

/** Nobody reads on after so many. */
const MOST_SHOWN = 200;
/** So often at most the list is drawn anew while files are being found. */
const REDRAW_MS = 250;

interface PathItem extends QuickPickItem {
	/** Absent for words that are no file. */
	readonly path?: string;
}

/** "Find File in Storage…": a quick pick that fills while the login node lists the folder. Resolves when it is closed. */
export async function findFile(workbench: Workbench, folder: Uri): Promise<void> {
	for (let next: Uri | undefined = folder; next; ) {
		const wish: Wish | undefined = await new FileFinder(workbench, next).ask();
		if (wish?.kind === 'open') await open(next, wish);
		next = wish?.kind === 'otherFolder' ? ((await chooseFolder(workbench)) ?? next) : undefined;
	}
}

type Wish =
	| {
			readonly kind: 'open';
			readonly path: string;
			readonly line: number | undefined;
			readonly column: number;
	  }
	| { readonly kind: 'otherFolder' };

async function open(folder: Uri, { path, line, column }: Wish & { readonly kind: 'open' }): Promise<void> {
	const uri = path.split('/').reduce(childOf, folder);
	const start = line === undefined ? undefined : new Range(line - 1, column - 1, line - 1, column - 1);
	await commands.executeCommand('vscode.open', uri, start && { selection: start });
}

class FileFinder {
	readonly #workbench: Workbench;
	readonly #folder: Uri;
	readonly #box: QuickPick<PathItem>;
	readonly #owned = new DisposableStore();
	readonly #refresh: QuickInputButton = {
		iconPath: new ThemeIcon('refresh'),
		tooltip: l10n.t('List Files Again'),
	};
	readonly #otherFolder: QuickInputButton = {
		iconPath: new ThemeIcon('folder-opened'),
		tooltip: l10n.t('Look in Another Folder…'),
	};
	#list: FileList | undefined;
	#following = new DisposableStore();
	#withSkipped = false;
	#skipped: QuickInputButton | undefined;
	#redraw: NodeJS.Timeout | undefined;

	constructor(workbench: Workbench, folder: Uri) {
		this.#workbench = workbench;
		this.#folder = folder;
		this.#box = this.#owned.add(window.createQuickPick<PathItem>());
		this.#box.placeholder = l10n.t('Parts of the name or path; "train.py:12" opens at line 12');
		this.#showButtons();
		this.#box.matchOnDescription = false;
		this.#box.matchOnDetail = false;
	}

	async ask(): Promise<Wish | undefined> {
		try {
			return await new Promise<Wish | undefined>((resolve, reject) => {
				const read = (isFresh: boolean) => {
					try {
						this.#read(isFresh);
					} catch (error) {
						reject(error);
					}
				};
				this.#owned.add(this.#box.onDidChangeValue(() => this.#draw()));
				this.#owned.add(this.#box.onDidHide(() => resolve(undefined)));
				this.#owned.add(
					this.#box.onDidAccept(() => {
						const [item] = this.#box.activeItems;
						const { line, column = 1 } = parsePathQuery(this.#box.value);
						if (item?.path !== undefined) resolve({ kind: 'open', path: item.path, line, column });
						else if (this.#list?.error !== undefined) read(true);
					}),
				);
				this.#owned.add(
					this.#box.onDidTriggerButton((button) => {
						if (button === this.#otherFolder) return resolve({ kind: 'otherFolder' });
						if (button === this.#skipped) {
							this.#withSkipped = !this.#withSkipped;
							this.#showButtons();
						}
						read(button === this.#refresh);
					}),
				);
				read(false);
				this.#box.show();
			});
		} finally {
			clearTimeout(this.#redraw);
			// What nobody waits for any more is not read on: nothing is left running on the login node.
			if (this.#list && !this.#list.end) this.#list.stop();
			await this.#following.dispose();
			await this.#owned.dispose();
		}
	}

	#read(isFresh: boolean): void {
		const { app, fileLists } = this.#workbench;
		const { authority: cluster, path } = this.#folder;
		const { host } = app.sessions.get(cluster);
		if (this.#list && !this.#list.end) this.#list.stop();
		this.#list = fileLists.list(host, { cluster, path, withSkipped: this.#withSkipped }, isFresh);
		void this.#following.dispose();
		this.#following = new DisposableStore();
		this.#following.add(this.#list.onDidChange(() => this.#drawSoon()));
		this.#draw();
	}

	#showButtons(): void {
		this.#skipped = toggleButton(
			'eye',
			l10n.t('Also List .git, node_modules, site-packages and the Like'),
			this.#withSkipped,
		);
		this.#box.buttons = [this.#skipped, this.#refresh, this.#otherFolder];
	}

	#drawSoon(): void {
		const isOver = this.#list?.end !== undefined || this.#list?.error !== undefined;
		if (isOver || this.#box.items.length === 0) this.#draw();
		else this.#redraw ??= setTimeout(() => this.#draw(), REDRAW_MS);
	}

	#draw(): void {
		clearTimeout(this.#redraw);
		this.#redraw = undefined;
		const list = this.#list;
		if (!list) return;
		const { end, error, paths, startedAt } = list;
		const ageSeconds = (this.#workbench.app.now().getTime() - startedAt.getTime()) / 1000;
		this.#box.busy = end === undefined && error === undefined;
		this.#box.title = findFileTitle(this.#folder.path, this.#folder.authority, {
			...{ count: paths.length, ageSeconds },
			...(end && { end }),
		});
		const [active] = this.#box.activeItems;
		const isChosen = active !== undefined && active !== this.#box.items[0];
		const found = bestPaths(parsePathQuery(this.#box.value), paths, MOST_SHOWN);
		// VS Code's own filter looks at names only: `alwaysShow` keeps what it does not know. Those that it knows it puts first, those
		// that begin so before others, which is our order as well.
		const items = found.map(
			(path): PathItem => ({
				...pathItem(path),
				...{ path, alwaysShow: true, iconPath: ThemeIcon.File },
			}),
		);
		this.#box.items = [...items, ...this.#words(items.length)];
		const same = isChosen ? items.find(({ path }) => path === active.path) : undefined;
		if (same) this.#box.activeItems = [same];
	}

	/** What is to be said below the files. */
	#words(shown: number): readonly PathItem[] {
		const { end, error } = this.#list ?? {};
		if (error !== undefined) {
			const label = `$(warning) ${whatHappened(error)}`;
			return [
				{ label, detail: l10n.t('{0} Press Enter to try again.', problemLine(error)), alwaysShow: true },
			];
		}
		if (!end) return [];
		const detail = neverListedText(this.#withSkipped);
		const nothing = { label: l10n.t('No file has such a path'), detail, alwaysShow: true };
		const missing = missingFilesText(end, LIST_LIMITS.seconds);
		return [
			...(shown === 0 ? [nothing] : []),
			...(missing === '' ? [] : [{ label: `$(info) ${missing}`, alwaysShow: true }]),
		];
	}
}
