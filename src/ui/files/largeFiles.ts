import * as l10n from '@vscode/l10n';
import { commands, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { shownName } from '../../base/shownName.ts';
import { formatBytes } from '../../presenters/formatBytes.ts';
import { ProblemError } from '../../problems/problem.ts';

/** Above this an editor gets slow, and VS Code shows no extension the text from 50 MiB on. */
export const LARGE = 20 * 1024 * 1024;
/** Above this not even on request: it all passes through memory, several times. */
const TOO_LARGE = 256 * 1024 * 1024;
const PART = 1024 * 1024;
const PART_SCHEME = 'aifactory-part';
const DEADLINE_MS = 60_000;

/** The last part of a large file, as a document of its own that cannot be changed. */
export function endOfLargeFile(uri: Uri): Uri {
	return partOf(uri, 'end');
}

function partOf(uri: Uri, query: 'beginning' | 'end'): Uri {
	return uri.with({ scheme: PART_SCHEME, query, path: `${uri.path} (${query})` });
}

/** What is too large for an editor is offered in part, or as a download. */
export class LargeFiles {
	readonly #app: App;
	readonly #allowed = new Set<string>();
	readonly #owned = new DisposableStore();

	constructor(app: App) {
		this.#app = app;
		this.#owned.add(
			workspace.registerTextDocumentContentProvider(PART_SCHEME, {
				provideTextDocumentContent: (uri) => this.#part(uri),
			}),
		);
	}

	/** Throws ProblemError `remoteFile` with trouble `large`, and makes the offer, unless the person wants it anyway. */
	check(uri: Uri, size: number): void {
		if (size <= LARGE || this.#allowed.has(uri.toString())) return;
		void this.offer(uri, size);
		const facts = { host: uri.authority, path: uri.path, detail: formatBytes(size) };
		throw new ProblemError({ kind: 'remoteFile', trouble: 'large', ...facts });
	}

	isTooLarge(size: number): boolean {
		return size > TOO_LARGE;
	}

	async offer(uri: Uri, size: number): Promise<void> {
		const open = (query: 'beginning' | 'end') => () =>
			window.showTextDocument(partOf(uri, query), { preview: false });
		const part = formatBytes(PART);
		const choices: (QuickPickItem & { readonly run: () => unknown })[] = [
			{ label: l10n.t('$(arrow-up) Open the Beginning'), description: part, run: open('beginning') },
			{ label: l10n.t('$(arrow-down) Open the End'), description: part, run: open('end') },
			{
				label: l10n.t('$(cloud-download) Download…'),
				description: formatBytes(size),
				run: () => commands.executeCommand('aiFactory.download', uri),
			},
			...(size <= TOO_LARGE
				? [
						{
							label: l10n.t('$(go-to-file) Open Anyway'),
							description: formatBytes(size),
							run: () => this.#openAnyway(uri),
						},
					]
				: []),
		];
		const title = l10n.t('{0} is large: {1}', shownName(uri.path.split('/').at(-1) ?? ''), formatBytes(size));
		await (await window.showQuickPick(choices, { title }))?.run();
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}

	async #openAnyway(uri: Uri): Promise<void> {
		this.#allowed.add(uri.toString());
		await commands.executeCommand('vscode.open', uri);
	}

	/** Whole lines, as far as there are any. */
	async #part({ authority, path, query }: Uri): Promise<string> {
		const { files } = this.#app.sessions.get(authority);
		const signal = AbortSignal.timeout(DEADLINE_MS);
		const file = path.slice(0, -` (${query})`.length);
		if (query === 'beginning') {
			const text = new TextDecoder().decode(await files.read(file, signal, { offset: 0, length: PART }));
			return text.slice(0, text.lastIndexOf('\n') + 1 || text.length);
		}
		const { size } = await files.stat(file, signal);
		const offset = Math.max(0, size - PART);
		const text = new TextDecoder().decode(await files.read(file, signal, { offset, length: PART }));
		return offset === 0 ? text : text.slice(text.indexOf('\n') + 1);
	}
}
