import * as l10n from '@vscode/l10n';
import { Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { worstOfWaiting } from '../../allocation/warnings.ts';
import type { App } from '../../app.ts';
import type { Closeable } from '../../base/closeable.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { allocationCsv } from '../../presenters/allocationCsv.ts';
import { allocationPage, type ClusterAllocation } from '../../presenters/allocationPage.ts';
import { pageFolders, webPage } from '../webPage.ts';

const PAGE = 'allocationPanel';
/** Ages are told in whole minutes once they are old. */
const AGE_STEP_MS = 30_000;

/** The page of all connected clusters' allocations, one a window. Accounting is asked only while it can be seen. */
export class AllocationPanel implements Closeable {
	readonly #app: App;
	readonly #extensionUri: Uri;
	#open: { readonly panel: WebviewPanel; readonly owned: DisposableStore } | undefined;

	constructor(app: App, extensionUri: Uri) {
		this.#app = app;
		this.#extensionUri = extensionUri;
	}

	show(): void {
		if (this.#open) {
			this.#open.panel.reveal();
			return;
		}
		const panel = window.createWebviewPanel('aiFactory.allocation', l10n.t('Allocation'), ViewColumn.Active, {
			enableScripts: true,
			localResourceRoots: pageFolders(this.#extensionUri, PAGE),
		});
		const owned = new DisposableStore();
		this.#open = { panel, owned };
		owned.add(panel);
		owned.add(panel.webview.onDidReceiveMessage((message: unknown) => this.#hear(message)));
		let listening = owned.add(new DisposableStore());
		const post = () => this.#post();
		const follow = () => {
			void listening.dispose();
			listening = new DisposableStore();
			for (const session of this.#app.sessions.present) {
				listening.add(session.allocation.onDidChange(post));
				listening.add(session.use.onDidChange(post));
			}
			post();
		};
		owned.add({ dispose: () => listening.dispose() });
		owned.add(this.#app.sessions.onDidChange(follow));
		owned.add(panel.onDidChangeViewState(() => void this.#ask(false)));
		const ageing = setInterval(post, AGE_STEP_MS);
		owned.add({ dispose: () => clearInterval(ageing) });
		panel.onDidDispose(() => {
			this.#open = undefined;
			void owned.dispose();
		});
		panel.webview.html = webPage(panel.webview, this.#extensionUri, {
			name: PAGE,
			title: l10n.t('Allocation'),
		});
		follow();
	}

	dispose(): void {
		this.#open?.panel.dispose();
	}

	/** Anything may be posted by a page; only what is known counts. */
	#hear(message: unknown): void {
		const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : '';
		if (type === 'ready') {
			this.#post();
			void this.#ask(false);
		} else if (type === 'refresh') void this.#ask(true);
		else if (type === 'export') void this.#export();
	}

	async #ask(anew: boolean): Promise<void> {
		if (!this.#open?.panel.visible) return;
		await Promise.all(
			this.#app.sessions.connected.map(async ({ allocation, use }) => {
				await (anew ? allocation.refresh() : allocation.refreshIfOlderThan(60));
				await use.refresh(anew);
			}),
		);
	}

	#post(): void {
		const panel = this.#open?.panel;
		if (!panel?.visible) return;
		const page = allocationPage(this.#clusters(), this.#app.now());
		void panel.webview.postMessage({ type: 'page', page });
	}

	#clusters(): readonly ClusterAllocation[] {
		const present = this.#app.sessions.present.map(
			({ name, site, allocation, use, waitingJobs }): ClusterAllocation => ({
				name,
				site,
				snapshot: allocation.snapshot,
				useOf: (budget, line) => use.of(budget, line),
				waitingFor: (budget, line) => worstOfWaiting(budget, line, waitingJobs),
				useError: use.error,
			}),
		);
		const remembered = this.#app.rememberedAllocations().map(
			({ cluster, figures }): ClusterAllocation => ({
				name: cluster,
				site: undefined,
				snapshot: { kind: 'stale', error: undefined, ...figures },
				useOf: () => undefined,
				waitingFor: () => undefined,
				useError: undefined,
			}),
		);
		return [...present, ...remembered];
	}

	async #export(): Promise<void> {
		const now = this.#app.now();
		const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
		const name = `allocation-${now.toISOString().slice(0, 10)}.csv`;
		const target = await window.showSaveDialog({
			title: l10n.t('Export the Allocation'),
			filters: { CSV: ['csv'] },
			...(folder && { defaultUri: Uri.joinPath(folder, name) }),
		});
		if (!target) return;
		await workspace.fs.writeFile(target, new TextEncoder().encode(allocationCsv(this.#clusters(), now)));
	}
}
