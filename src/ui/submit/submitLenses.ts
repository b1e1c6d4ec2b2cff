import * as l10n from '@vscode/l10n';
import {
	CodeLens,
	type CodeLensProvider,
	type DocumentSelector,
	EventEmitter,
	languages,
	Range,
	type TextDocument,
	window,
	workspace,
} from 'vscode';
import type { App } from '../../app.ts';
import { DisposableStore } from '../../base/disposableStore.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import { estimateText, isAlarming, priceText } from '../../presenters/priceText.ts';
import type { Price } from '../../price/price.ts';
import { readScript, type Script } from '../../script/readScript.ts';
import { withOptions } from '../../script/withOptions.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { StartEstimate } from '../../slurm/testOnly.ts';
import { isBatchScript } from '../contextKeys.ts';
import { SCHEME } from '../remoteUri.ts';
import type { SubmitMemory } from './submitMemory.ts';
import { type SubmitTarget, submitTarget } from './submitTarget.ts';

const SCRIPTS: DocumentSelector = ['file', 'untitled', 'vscode-remote', SCHEME].map((scheme) => ({ scheme }));
/** Longer options are cut in the title. */
const MOST_SHOWN = 40;

/** Above the directives of a batch script: the button that submits it, its price, and when it could start. */
export class SubmitLenses implements CodeLensProvider {
	readonly #app: App;
	readonly #memory: SubmitMemory;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<void>());
	readonly #followed = new Map<ClusterSession, { dispose(): void }>();
	readonly #estimates = new Map<string, { readonly version: number; readonly estimate: StartEstimate }>();
	readonly #life = new AbortController();

	readonly onDidChangeCodeLenses = this.#changed.event;

	constructor(app: App, memory: SubmitMemory) {
		this.#app = app;
		this.#memory = memory;
		this.#owned.add(languages.registerCodeLensProvider(SCRIPTS, this));
		// A cluster is asked when a script comes to be looked at, and never while it is typed.
		this.#owned.add(window.onDidChangeActiveTextEditor((editor) => this.look(editor?.document)));
		this.#owned.add(workspace.onDidSaveTextDocument((document) => this.look(document)));
		this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.#estimates.delete(uri.toString())));
		this.#owned.add(app.sessions.onDidChange(() => this.#follow()));
		this.#owned.add(
			memory.onDidChangeCluster(() => {
				this.#changed.fire();
				this.look(window.activeTextEditor?.document);
			}),
		);
		this.#follow();
	}

	provideCodeLenses(document: TextDocument): CodeLens[] {
		if (!isBatchScript(document)) return [];
		const { uri } = document;
		const own = readScript(document.getText());
		const line = own.marked[0]?.line ?? 0;
		const { options } = this.#memory.of(uri);
		const lens = (title: string, command: string) =>
			new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [uri] });
		const target = this.#targetOf(document);
		const cluster = this.#isOneOfSeveral(document) ? target?.session.name : undefined;
		const to = target?.isSure ? cluster : undefined;
		const lenses = [lens(submitTitle(options, to), 'aiFactory.submitJob')];
		const price = target?.session.prices.of(withOptions(own, options), nameOf(document));
		if (price) lenses.push(lens(priceTitle(price, cluster), 'aiFactory.showAllocation'));
		if (target) lenses.push(lens(this.#startText(document) ?? l10n.t('When?'), 'aiFactory.estimateStart'));
		lenses.push(lens(l10n.t('Options…'), 'aiFactory.submitWith'));
		return lenses;
	}

	/** Shows an estimate until the script is changed. */
	showEstimate(document: TextDocument, estimate: StartEstimate): void {
		this.#estimates.set(document.uri.toString(), { version: document.version, estimate });
		this.#changed.fire();
	}

	/** The same in words; undefined what is not known. */
	textsOf(document: TextDocument): {
		readonly price: string | undefined;
		readonly start: string | undefined;
	} {
		const script = scriptWith(document, this.#memory.of(document.uri).options);
		const price = this.#targetOf(document)?.session.prices.of(script, nameOf(document));
		return { price: price && priceText(price), start: this.#startText(document) };
	}

	/** Asks the cluster for what the price of a script rests on, where it is missing or old. */
	look(document: TextDocument | undefined): void {
		if (!document || !isBatchScript(document)) return;
		const session = this.#targetOf(document)?.session;
		const script = readScript(document.getText());
		// It was cancelled: the window closes.
		session?.prices.look(script, nameOf(document), this.#life.signal).catch(() => undefined);
	}

	/** To be called when the habits of a script changed, or its job was submitted. */
	update(): void {
		this.#changed.fire();
	}

	async dispose(): Promise<void> {
		this.#life.abort();
		for (const followed of this.#followed.values()) followed.dispose();
		await this.#owned.dispose();
	}

	#startText({ uri, version }: TextDocument): string | undefined {
		const known = this.#estimates.get(uri.toString());
		return known?.version === version ? estimateText(known.estimate, this.#app.now()) : undefined;
	}

	#targetOf({ uri }: TextDocument): SubmitTarget | undefined {
		return submitTarget(this.#app.sessions.connected, this.#memory, uri);
	}

	/** What is said of one cluster names it then. */
	#isOneOfSeveral({ uri }: TextDocument): boolean {
		return uri.scheme !== SCHEME && this.#app.sessions.connected.length > 1;
	}

	#follow(): void {
		const { connected } = this.#app.sessions;
		for (const [session, followed] of this.#followed) {
			if (connected.includes(session)) continue;
			followed.dispose();
			this.#followed.delete(session);
		}
		for (const session of connected) {
			if (this.#followed.has(session)) continue;
			const update = () => this.#changed.fire();
			const both = [session.prices.onDidChange(update), session.allocation.onDidChange(update)];
			this.#followed.set(session, { dispose: () => both.forEach((one) => void one.dispose()) });
		}
		this.#changed.fire();
		this.look(window.activeTextEditor?.document);
	}
}

function nameOf({ uri }: TextDocument): string {
	return uri.path.split('/').at(-1) || 'job.sh';
}

/** @param cluster where it goes without a question, of several that it could go to */
function submitTitle(options: readonly string[], cluster: string | undefined): string {
	if (options.length === 0)
		return `$(play) ${cluster === undefined ? l10n.t('Submit') : l10n.t('Submit to {0}', cluster)}`;
	const words = shellQuote(options);
	const shown = words.length > MOST_SHOWN ? `${words.slice(0, MOST_SHOWN - 1)}…` : words;
	return `$(play) ${cluster === undefined ? l10n.t('Submit with {0}', shown) : l10n.t('Submit to {0} with {1}', cluster, shown)}`;
}

function priceTitle(price: Price, cluster: string | undefined): string {
	const text = cluster === undefined ? priceText(price) : `${cluster}: ${priceText(price)}`;
	return isAlarming(price) ? `$(warning) ${text}` : text;
}

/** Of a script with the options that are to go with it. */
export function scriptWith(document: TextDocument, options: readonly string[]): Script {
	return withOptions(readScript(document.getText()), options);
}
