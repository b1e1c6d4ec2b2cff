import { type DocumentSelector, Range, type TextDocument, workspace } from 'vscode';
import { factsAge } from '../../presenters/scriptHelp.ts';
import { type Finding, isOfCluster } from '../../script/finding.ts';
import { LiveScript } from '../../script/liveScript.ts';
import type { Script } from '../../script/readScript.ts';
import type { Span } from '../../script/span.ts';
import { SCHEME } from '../remoteUri.ts';
import type { KnownFacts, ScriptFactsKeeper } from './scriptFactsKeeper.ts';

const SCHEMES = ['file', 'untitled', 'vscode-remote', SCHEME];

/** Everything that can be edited: a Python program may hold directives as well. */
export const ANY_SCRIPT: DocumentSelector = SCHEMES.map((scheme) => ({ scheme }));
export const SHELL_SCRIPT: DocumentSelector = SCHEMES.map((scheme) => ({ scheme, language: 'shellscript' }));
/** Files that are batch scripts by their name. */
export const NAMED_BATCH_SCRIPT: DocumentSelector = SCHEMES.map((scheme) => ({
	scheme,
	pattern: '**/*.{sbatch,slurm,job}',
}));

/** Where a first directive is looked for: sbatch reads none behind the first command. */
const HEAD_LINES = 200;

export interface ReadDocument {
	readonly script: Script;
	readonly known: KnownFacts | undefined;
}

/** Reads the documents that hold directives, each version once. */
export class Scripts {
	readonly facts: ScriptFactsKeeper;
	readonly #now: () => Date;
	readonly #live = new WeakMap<TextDocument, LiveScript>();
	readonly #read = new WeakMap<TextDocument, ReadDocument & { readonly version: number }>();
	readonly #found = new WeakMap<ReadDocument, readonly Finding[]>();

	constructor(facts: ScriptFactsKeeper, now: () => Date) {
		this.facts = facts;
		this.#now = now;
	}

	/** Undefined for a document without directives. */
	read(document: TextDocument): ReadDocument | undefined {
		const { version } = document;
		const before = this.#read.get(document);
		if (!before && !holdsDirectives(document)) return undefined;
		const known = this.facts.factsFor(document.uri);
		if (before?.version === version && before.known === known) return before;
		const read = { version, known, script: this.#liveOf(document).read(document.getText(), known?.facts) };
		if (read.script.marked.length === 0 && read.script.missed.length === 0) {
			this.#read.delete(document);
			return undefined;
		}
		this.#read.set(document, read);
		return read;
	}

	/** How old it is what the document is compared with, in words; empty when it is of now. */
	ageOfFacts(document: TextDocument): string {
		const known = this.read(document)?.known;
		return known ? factsAge(known.facts.at, known.isLive, this.#now().getTime()) : '';
	}

	/** What is wrong with a document; nothing where the person does not want to know. */
	findings(document: TextDocument): readonly Finding[] {
		if (!wantsChecks(document)) return [];
		const read = this.read(document);
		if (!read) return [];
		const before = this.#found.get(read);
		if (before) return before;
		const now = this.#now().getTime();
		const found = this.#liveOf(document)
			.check(read.script, read.known?.facts, now)
			.map((finding) =>
				read.known?.isLive === false && isOfCluster(finding.trouble) ? lessSure(finding) : finding,
			);
		this.#found.set(read, found);
		return found;
	}

	#liveOf(document: TextDocument): LiveScript {
		const known = this.#live.get(document) ?? new LiveScript();
		this.#live.set(document, known);
		return known;
	}
}

/** What the cluster was like when it was connected last is no proof of what it refuses today. */
function lessSure(finding: Finding): Finding {
	return finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding;
}

/** The setting "Check Scripts". */
export function wantsChecks(document: TextDocument): boolean {
	return workspace.getConfiguration('aiFactory', document).get<boolean>('checkScripts', true);
}

/** A text about scripts, such as a README, may hold such lines as well; a script says by what it is run. */
function holdsDirectives(document: TextDocument): boolean {
	const isShell = document.languageId === 'shellscript' || /\.(?:sbatch|slurm|job)$/.test(document.uri.path);
	if (!isShell && !document.lineAt(0).text.startsWith('#!')) return false;
	for (let line = 0; line < Math.min(document.lineCount, HEAD_LINES); line += 1) {
		if (document.lineAt(line).text.startsWith('#SBATCH')) return true;
	}
	return false;
}

export function rangeOf({ line, start, end }: Span): Range {
	return new Range(line, start, line, end);
}
