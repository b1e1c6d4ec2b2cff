import * as l10n from '@vscode/l10n';
import {
	commands,
	Range,
	type TextDocument,
	ViewColumn,
	type WebviewPanel,
	WorkspaceEdit,
	window,
	workspace,
} from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { setEnvironment } from '../../launch/environment/setEnvironment.ts';
import { cannotSetText, hasPyxis, isEnvironmentKey } from '../../presenters/environmentFields.ts';
import { isFormField, jobForm } from '../../presenters/jobFormText.ts';
import { readScript } from '../../script/readScript.ts';
import { type OffsetEdit, setOption } from '../../script/setOption.ts';
import { pageFolders, webPage } from '../webPage.ts';
import type { FormTools } from './jobForms.ts';

const PAGE = 'jobForm';
/** The commands behind the page's buttons; each takes the script. */
const COMMANDS: ReadonlyMap<unknown, string> = new Map([
	['submit', 'aiFactory.submitJob'],
	['estimate', 'aiFactory.estimateStart'],
	['saveAsTemplate', 'aiFactory.saveAsTemplate'],
	['saveInJobFile', 'aiFactory.saveInJobFile'],
]);
/** Longer than any value that a person writes. */
const LONGEST_VALUE = 1000;

/** The form of one script. The script is the truth: the form reads it after every change, and writes into it. */
export class JobFormPanel {
	readonly #tools: FormTools;
	readonly #document: TextDocument;
	readonly #panel: WebviewPanel;
	readonly #owned = new DisposableStore();
	/** Edits are made one after the other, each from the text that the one before left. */
	#edits: Promise<void> = Promise.resolve();

	constructor(tools: FormTools, document: TextDocument, onClose: () => void) {
		this.#tools = tools;
		this.#document = document;
		const { app, extensionUri, scripts, lenses } = tools;
		const title = l10n.t('Job Form: {0}', fileOf(document));
		const panel = window.createWebviewPanel('aiFactory.jobForm', title, ViewColumn.Beside, {
			enableScripts: true,
			localResourceRoots: pageFolders(extensionUri, PAGE),
		});
		this.#panel = panel;
		const post = () => this.#post();
		this.#owned.add(panel.webview.onDidReceiveMessage((message: unknown) => this.#hear(message)));
		this.#owned.add(
			workspace.onDidChangeTextDocument((change) => {
				if (change.document === document) post();
			}),
		);
		this.#owned.add(scripts.facts.onDidChange(post));
		// Prices, estimates and clusters that come and go.
		this.#owned.add(lenses.onDidChangeCodeLenses(post));
		this.#owned.add(app.sessions.onDidChange(() => lenses.look(document)));
		this.#owned.add(panel.onDidChangeViewState(post));
		panel.onDidDispose(() => {
			onClose();
			void this.#owned.dispose();
		});
		panel.webview.html = webPage(panel.webview, extensionUri, { name: PAGE, title });
		lenses.look(document);
	}

	reveal(): void {
		this.#panel.reveal();
	}

	dispose(): void {
		this.#panel.dispose();
	}

	/** Anything may be posted by a page; only what is known counts. */
	#hear(message: unknown): void {
		if (typeof message !== 'object' || message === null || !('type' in message)) return;
		const command = COMMANDS.get(message.type);
		if (message.type === 'ready') this.#post();
		else if (command !== undefined) void this.#run(command);
		else if (message.type === 'showScript')
			void window.showTextDocument(this.#document, this.#columnOfScript());
		else if (message.type === 'set' && 'name' in message && 'value' in message) {
			const { name, value } = message;
			if (typeof name !== 'string' || !(isFormField(name) || isEnvironmentKey(name))) return;
			if (typeof value !== 'string' || value.length > LONGEST_VALUE || /[\0\r\n]/.test(value)) return;
			const set = () => this.#set(name, value.trim());
			// One that failed does not keep those after it.
			this.#edits = this.#edits.then(set, set);
		}
	}

	#columnOfScript(): ViewColumn {
		const editor = window.visibleTextEditors.find(({ document }) => document === this.#document);
		return editor?.viewColumn ?? ViewColumn.One;
	}

	/** With what was typed before the button was pressed. */
	async #run(command: string): Promise<void> {
		await this.#edits;
		await commands.executeCommand(command, this.#document.uri);
	}

	async #set(name: string, value: string): Promise<void> {
		const document = this.#document;
		if (document.isClosed) return;
		const edits = this.#editsFor(name, value);
		if (!edits) {
			void window.showInformationMessage(
				isEnvironmentKey(name)
					? cannotSetText(name)
					: l10n.t('The script is written so that the form cannot set --{0}. Change it in the script.', name),
			);
			this.#post();
			return;
		}
		const change = new WorkspaceEdit();
		for (const { start, end, text } of edits)
			change.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
		// Of a script that cannot be changed the form shows the value that it keeps.
		if (!(await workspace.applyEdit(change))) this.#post();
	}

	#editsFor(name: string, value: string): readonly OffsetEdit[] | undefined {
		const text = this.#document.getText();
		if (!isEnvironmentKey(name)) return setOption(text, name, value === '' ? undefined : value);
		const facts = this.#tools.scripts.facts.factsFor(this.#document.uri)?.facts;
		return setEnvironment(text, name, value, { hasPyxis: hasPyxis(facts) });
	}

	#post(): void {
		if (!this.#panel.visible || this.#document.isClosed) return;
		const { scripts, lenses } = this.#tools;
		const facts = scripts.facts.factsFor(this.#document.uri)?.facts;
		const { price, start } = lenses.textsOf(this.#document);
		const form = jobForm(readScript(this.#document.getText(), facts), {
			file: fileOf(this.#document),
			facts,
			age: scripts.ageOfFacts(this.#document),
			findings: scripts.findings(this.#document),
			price,
			start,
		});
		void this.#panel.webview.postMessage({ type: 'form', form });
	}
}

function fileOf({ uri }: TextDocument): string {
	return uri.path.split('/').at(-1) ?? '';
}
