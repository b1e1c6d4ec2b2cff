import {
	type CodeLensProvider,
	commands,
	type Disposable,
	EventEmitter,
	type FileChangeEvent,
	FileChangeType,
	FilePermission,
	FileSystemError,
	type FileSystemProvider,
	FileType,
	languages,
	Position,
	Range,
	Selection,
	type Tab,
	TabInputText,
	type TextDocument,
	type TextEditor,
	TextEditorRevealType,
	Uri,
	window,
	workspace,
} from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import { lineBreaksIn } from '../base/lineBreaks.ts';
import { noEarlier } from '../presenters/outputWindowText.ts';
import { OutputWindow } from '../slurm/outputWindow.ts';
import { fileSystemError } from './files/fileSystemError.ts';
import { outputLenses, provideOutputLinks } from './outputLenses.ts';

/**
 * The scheme of outputs as documents: `aifactory-log://<cluster>/<absolute path>`, with the place in the file where it
 * begins as the query, where the person asked for more than the end.
 */
export const OUTPUT_SCHEME = 'aifactory-log';
/** Coloured like a log, with settings of its own. */
const OUTPUT_LANGUAGE = 'aifactory-log';

const DEADLINE_MS = 60_000;
/** Between two looks at a followed file that somebody sees; more where nothing came for long. */
const FOLLOW_MS = 1_000;
const CALM_FOLLOW_MS = 5_000;
const CALM_AFTER_LOOKS = 30;

/** An output as a document. */
export interface OutputDocument {
	readonly window: OutputWindow;
	isFollowed: boolean;
	content: Uint8Array;
	/** Grows with each change: VS Code takes it for the time of the last one. */
	version: number;
	quietLooks: number;
}

/**
 * Outputs of jobs as read-only documents: their last 4 MiB, more on demand, as text that can be searched, copied and compared.
 * They follow their file as long as somebody sees them.
 */
export class OutputDocuments implements FileSystemProvider {
	readonly #app: App;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<FileChangeEvent[]>());
	readonly #lensesChanged = this.#owned.add(new EventEmitter<void>());
	readonly #documents = new Map<string, OutputDocument>();
	/** Documents whose end somebody is looking at, and the number of lines that they had then. */
	readonly #atEnd = new Map<string, number>();
	#timer: NodeJS.Timeout | undefined;

	readonly onDidChangeFile = this.#changed.event;

	constructor(app: App) {
		this.#app = app;
		const options = { isReadonly: true, isCaseSensitive: true };
		this.#owned.add(workspace.registerFileSystemProvider(OUTPUT_SCHEME, this, options));
		const lenses: CodeLensProvider = {
			onDidChangeCodeLenses: this.#lensesChanged.event,
			provideCodeLenses: ({ uri }) => outputLenses(uri, this.#documents.get(uri.toString())),
		};
		const selector = { scheme: OUTPUT_SCHEME };
		this.#owned.add(languages.registerCodeLensProvider(selector, lenses));
		this.#owned.add(
			languages.registerDocumentLinkProvider(selector, { provideDocumentLinks: provideOutputLinks }),
		);
		this.#owned.add(
			workspace.onDidCloseTextDocument(({ uri }) => {
				// One whose language changes is closed and opened again in one go.
				setTimeout(() => this.#forgetIfClosed(uri));
			}),
		);
		this.#owned.add(
			workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
				if (uri.scheme !== OUTPUT_SCHEME || contentChanges.length === 0) return;
				this.#stayAtEnd(uri);
			}),
		);
		this.#owned.add(window.onDidChangeVisibleTextEditors(() => this.#followSoon(FOLLOW_MS)));
	}

	/** Opens a file of a cluster at its end. */
	async open(cluster: string, path: string, isFollowed: boolean): Promise<void> {
		const plain = Uri.from({ scheme: OUTPUT_SCHEME, authority: cluster, path });
		const uri = this.#openUri(plain) ?? plain;
		const known = this.#documents.get(uri.toString());
		if (known) await this.#refresh(uri, known);
		else await this.#load(uri, isFollowed);
		showEnd(await window.showTextDocument(await textDocument(uri), { preview: false }));
		this.#followSoon(FOLLOW_MS);
	}

	/**
	 * Shows the same and what was before, with what was the first line still in sight. The larger text is a document of its
	 * own in the place of the other: to insert so many lines at the top of one takes VS Code's copies of it many seconds.
	 */
	async loadEarlier(uri: Uri): Promise<void> {
		const document = this.#documents.get(uri.toString());
		if (!document) return;
		if (!document.window.mayGrow) {
			void window.showInformationMessage(noEarlier(document.window));
			return;
		}
		const before = document.window.from;
		await document.window.loadEarlier(AbortSignal.timeout(DEADLINE_MS));
		// Who asks twice gets it once.
		if (document.window.from === before || !this.#documents.delete(uri.toString())) return;
		const shownLines = lineBreaksIn(document.content);
		document.content = Buffer.from(document.window.text);
		const first = new Position(Math.max(0, lineBreaksIn(document.content) - shownLines), 0);
		const larger = uri.with({ query: String(document.window.from) });
		this.#documents.set(larger.toString(), document);
		this.#tell();
		const tabs = tabsOf(uri);
		const shown = await textDocument(larger);
		for (const { group } of tabs) {
			const options = { viewColumn: group.viewColumn, preview: false, selection: new Range(first, first) };
			const editor = await window.showTextDocument(shown, options);
			editor.revealRange(options.selection, TextEditorRevealType.InCenter);
		}
		await window.tabGroups.close(tabs, true);
	}

	setFollowed(uri: Uri, isFollowed: boolean): void {
		const document = this.#documents.get(uri.toString());
		if (!document) return;
		document.isFollowed = isFollowed;
		document.quietLooks = 0;
		this.#tell();
		if (!isFollowed) return;
		for (const editor of editorsOf(uri)) showEnd(editor);
		this.#followSoon(0);
	}

	async stat(uri: Uri) {
		const { content, version } = await this.#ensured(uri);
		const permissions = FilePermission.Readonly;
		return { type: FileType.File, ctime: 0, mtime: version, size: content.length, permissions };
	}

	async readFile(uri: Uri): Promise<Uint8Array> {
		return (await this.#ensured(uri)).content;
	}

	watch(): Disposable {
		return { dispose() {} };
	}

	readDirectory(uri: Uri): never {
		throw FileSystemError.FileNotADirectory(uri);
	}

	createDirectory(uri: Uri): never {
		throw FileSystemError.NoPermissions(uri);
	}

	writeFile(uri: Uri): never {
		throw FileSystemError.NoPermissions(uri);
	}

	delete(uri: Uri): never {
		throw FileSystemError.NoPermissions(uri);
	}

	rename(uri: Uri): never {
		throw FileSystemError.NoPermissions(uri);
	}

	dispose(): Promise<void> {
		clearTimeout(this.#timer);
		return this.#owned.dispose();
	}

	#forgetIfClosed(uri: Uri): void {
		const key = uri.toString();
		const isOpen = workspace.textDocuments.some((document) => document.uri.toString() === key);
		if (!isOpen && this.#documents.delete(key)) this.#tell();
	}

	/** VS Code asks for documents of an earlier window by itself. */
	async #ensured(uri: Uri): Promise<OutputDocument> {
		try {
			return this.#documents.get(uri.toString()) ?? (await this.#load(uri, true));
		} catch (error) {
			throw fileSystemError(error, uri);
		}
	}

	async #load(uri: Uri, isFollowed: boolean): Promise<OutputDocument> {
		const { host } = this.#app.sessions.get(uri.authority);
		const document: OutputDocument = {
			window: new OutputWindow(host, uri.path),
			...{ isFollowed, content: new Uint8Array(), version: Date.now(), quietLooks: 0 },
		};
		await document.window.refresh(AbortSignal.timeout(DEADLINE_MS));
		document.content = Buffer.from(document.window.text);
		this.#documents.set(uri.toString(), document);
		this.#tell();
		return document;
	}

	async #refresh(uri: Uri, document: OutputDocument): Promise<void> {
		const hasNews = await document.window.refresh(AbortSignal.timeout(DEADLINE_MS));
		document.quietLooks = hasNews ? 0 : document.quietLooks + 1;
		if (!hasNews) return;
		const editor = editorsOf(uri).find((one) => showsLine(one, one.document.lineCount));
		if (document.isFollowed && editor) this.#atEnd.set(uri.toString(), editor.document.lineCount);
		this.#show(uri, document);
	}

	#show(uri: Uri, document: OutputDocument): void {
		document.content = Buffer.from(document.window.text);
		document.version = Math.max(document.version + 1, Date.now());
		this.#changed.fire([{ type: FileChangeType.Changed, uri }]);
		this.#tell();
	}

	/** The lenses and the buttons depend on it. */
	#tell(): void {
		this.#lensesChanged.fire();
		const followed = [...this.#documents].flatMap(([key, { isFollowed }]) => (isFollowed ? [key] : []));
		void commands.executeCommand('setContext', 'aiFactory.followedOutputs', followed);
	}

	#stayAtEnd(uri: Uri): void {
		const lineCount = this.#atEnd.get(uri.toString());
		if (lineCount === undefined) return;
		this.#atEnd.delete(uri.toString());
		// Who has gone elsewhere meanwhile stays there.
		for (const editor of editorsOf(uri)) if (showsLine(editor, lineCount)) revealEnd(editor);
	}

	/** The document of a file that is known already, from wherever it begins. */
	#openUri({ authority, path }: Uri): Uri | undefined {
		return [...this.#documents.keys()]
			.map((key) => Uri.parse(key))
			.find((uri) => uri.authority === authority && uri.path === path);
	}

	/** Nothing is asked for what nobody sees. */
	#followSoon(milliseconds: number): void {
		clearTimeout(this.#timer);
		if (this.#seen.length > 0) this.#timer = setTimeout(() => void this.#followOnce(), milliseconds);
	}

	get #seen(): readonly (readonly [Uri, OutputDocument])[] {
		return window.visibleTextEditors.flatMap(({ document: { uri } }) => {
			const document = this.#documents.get(uri.toString());
			return document?.isFollowed ? [[uri, document] as const] : [];
		});
	}

	async #followOnce(): Promise<void> {
		// A link that is gone comes back, and the next look tells.
		for (const [uri, document] of this.#seen) await this.#refresh(uri, document).catch(() => undefined);
		const isCalm = this.#seen.every(([, { quietLooks }]) => quietLooks > CALM_AFTER_LOOKS);
		this.#followSoon(isCalm ? CALM_FOLLOW_MS : FOLLOW_MS);
	}
}

async function textDocument(uri: Uri): Promise<TextDocument> {
	const document = await workspace.openTextDocument(uri);
	return ['plaintext', 'log'].includes(document.languageId)
		? languages.setTextDocumentLanguage(document, OUTPUT_LANGUAGE)
		: document;
}

function tabsOf(uri: Uri): readonly Tab[] {
	const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
	return tabs.filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
}

function editorsOf(uri: Uri): readonly TextEditor[] {
	return window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri.toString());
}

/** True when it shows the last of so many lines, or that before it: the last is often empty. */
function showsLine({ visibleRanges }: TextEditor, lineCount: number): boolean {
	return (visibleRanges.at(-1)?.end.line ?? 0) >= lineCount - 2;
}

function showEnd(editor: TextEditor): void {
	const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
	editor.selection = new Selection(end, end);
	revealEnd(editor);
}

function revealEnd(editor: TextEditor): void {
	editor.revealRange(
		editor.document.lineAt(editor.document.lineCount - 1).range,
		TextEditorRevealType.Default,
	);
}
