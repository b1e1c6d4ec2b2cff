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
	Selection,
	type TextEditor,
	TextEditorRevealType,
	Uri,
	window,
	workspace,
} from 'vscode';
import type { App } from '../app.ts';
import { DisposableStore } from '../base/disposableStore.ts';
import { noEarlier } from '../presenters/outputWindowText.ts';
import { OutputWindow } from '../slurm/outputWindow.ts';
import { fileSystemError } from './files/fileSystemError.ts';
import { outputLenses, provideOutputLinks } from './outputLenses.ts';

/** The scheme of outputs as documents: `aifactory-log://<cluster>/<absolute path>`. */
export const OUTPUT_SCHEME = 'aifactory-log';

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
	/** Documents to which something is added at their beginning, and the number of lines that they had before. */
	readonly #grown = new Map<string, number>();
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
				this.#goOnUpwards(uri);
			}),
		);
		this.#owned.add(window.onDidChangeVisibleTextEditors(() => this.#followSoon(FOLLOW_MS)));
	}

	/** Opens a file of a cluster at its end. */
	async open(cluster: string, path: string, isFollowed: boolean): Promise<void> {
		const uri = Uri.from({ scheme: OUTPUT_SCHEME, authority: cluster, path });
		const known = this.#documents.get(uri.toString());
		if (known) await this.#refresh(uri, known);
		else await this.#load(uri, isFollowed);
		const plain = await workspace.openTextDocument(uri);
		const document =
			plain.languageId === 'plaintext' ? await languages.setTextDocumentLanguage(plain, 'log') : plain;
		showEnd(await window.showTextDocument(document, { preview: false }));
		this.#followSoon(FOLLOW_MS);
	}

	async loadEarlier(uri: Uri): Promise<void> {
		const document = this.#documents.get(uri.toString());
		if (!document) return;
		if (!document.window.mayGrow) {
			void window.showInformationMessage(noEarlier(document.window));
			return;
		}
		const key = uri.toString();
		await document.window.loadEarlier(AbortSignal.timeout(DEADLINE_MS));
		const lineCount = editorsOf(uri)[0]?.document.lineCount ?? 0;
		this.#atEnd.delete(key);
		this.#grown.set(key, lineCount);
		this.#show(uri, document);
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

	/** Who loads what was before goes on reading from there: what was the first line stays in sight. */
	#goOnUpwards(uri: Uri): void {
		const lineCount = this.#grown.get(uri.toString());
		if (lineCount === undefined) return;
		this.#grown.delete(uri.toString());
		for (const editor of editorsOf(uri)) {
			const line = Math.max(0, editor.document.lineCount - lineCount);
			editor.revealRange(editor.document.lineAt(line).range, TextEditorRevealType.InCenter);
		}
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
