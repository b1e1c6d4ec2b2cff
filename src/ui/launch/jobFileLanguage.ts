import * as l10n from '@vscode/l10n';
import {
	CodeLens,
	CompletionItem,
	CompletionItemKind,
	Diagnostic,
	DiagnosticSeverity,
	Disposable,
	type Event,
	EventEmitter,
	Hover,
	languages,
	Range,
	SnippetString,
	type TextDocument,
	workspace,
} from 'vscode';
import { descriptionAt, type JobFilePlace, placeIn, proposalsAt } from '../../launch/jobFilePlace.ts';
import type { JobInFile } from '../../launch/readJobFile.ts';
import { isJobFile, JOB_FILE, type JobFiles } from './jobFiles.ts';

const SELECTOR = { pattern: `**/${JOB_FILE}` };

/** Mistakes, completion, explanations and ▷ in job files, without any other extension. */
export function registerJobFileLanguage(files: JobFiles): Disposable {
	const placeAt = (document: TextDocument, position: { line: number; character: number }) =>
		placeIn(document.getText(), position.line, position.character);
	const read = new EventEmitter<void>();
	return Disposable.from(
		read,
		showMistakes(files, () => read.fire()),
		showLenses(files, read.event),
		languages.registerHoverProvider(SELECTOR, {
			async provideHover(document, position) {
				const place = placeAt(document, position);
				const words = descriptionAt(place, await files.schema());
				return words === undefined ? undefined : new Hover(words, rangeIn(place, position.line));
			},
		}),
		languages.registerCompletionItemProvider(
			SELECTOR,
			{
				async provideCompletionItems(document, position) {
					const place = placeAt(document, position);
					const { jobs } = await files.read(document);
					const names = jobs.map(({ name }) => name);
					return proposalsAt(place, await files.schema(), names).map((proposal, index) => {
						const isKey = place.part === 'key';
						const kind = isKey ? CompletionItemKind.Property : CompletionItemKind.Value;
						const item = new CompletionItem(proposal.label, kind);
						item.insertText = new SnippetString(proposal.insert);
						item.range = rangeIn(place, position.line);
						// In the schema's order: what is needed most comes first.
						item.sortText = String(index).padStart(3, '0');
						item.documentation = proposal.documentation;
						// Values mostly follow: they are proposed at once.
						if (isKey) item.command = { command: 'editor.action.triggerSuggest', title: '' };
						return item;
					});
				},
			},
			' ',
			'[',
		),
	);
}

function rangeIn({ from, to }: JobFilePlace, line: number): Range {
	return new Range(line, from, line, to);
}

function showMistakes(files: JobFiles, onRead: () => void): Disposable {
	const shown = languages.createDiagnosticCollection('aifactory');
	const look = async (document: TextDocument) => {
		if (!isJobFile(document)) return;
		const { version } = document;
		const { mistakes } = await files.read(document);
		// What was typed meanwhile is looked at by itself.
		if (document.version !== version || document.isClosed) return;
		const diagnostics = mistakes.map(({ from, to, detail }) => {
			const range = new Range(document.positionAt(from), document.positionAt(to));
			const diagnostic = new Diagnostic(range, detail, DiagnosticSeverity.Error);
			diagnostic.source = 'AI Factory';
			return diagnostic;
		});
		shown.set(document.uri, diagnostics);
		onRead();
	};
	for (const document of workspace.textDocuments) void look(document);
	return Disposable.from(
		shown,
		workspace.onDidOpenTextDocument((document) => void look(document)),
		workspace.onDidChangeTextDocument(({ document }) => void look(document)),
		workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri)),
	);
}

function showLenses(files: JobFiles, onDidChange: Event<void>): Disposable {
	return languages.registerCodeLensProvider(SELECTOR, {
		onDidChangeCodeLenses: onDidChange,
		async provideCodeLenses(document) {
			const { jobs } = await files.read(document);
			return jobs.flatMap((job) => lensesOf(document, job));
		},
	});
}

function lensesOf(document: TextDocument, { name, from, to, recipe }: JobInFile): readonly CodeLens[] {
	const range = new Range(document.positionAt(from), document.positionAt(to));
	const lens = (title: string, command: string, tooltip: string, isAlone = false) =>
		new CodeLens(range, { title, command, tooltip, arguments: [document.uri, { name, isAlone }] });
	if (!recipe) {
		const title = l10n.t('$(error) To run it, correct the mistakes');
		return [new CodeLens(range, { title, command: 'workbench.actions.view.problems' })];
	}
	const needed = recipe.after.map(({ job }) => job).join(', ');
	return [
		needed === ''
			? lens(l10n.t('$(play) Run'), 'aiFactory.runJob', l10n.t('Submit this job to the cluster'))
			: lens(
					l10n.t('$(run-all) Run after {0}', needed),
					'aiFactory.runJob',
					l10n.t('Submit what it needs, and this job to start after that'),
				),
		...(needed === ''
			? []
			: [
					lens(
						l10n.t('Run Alone'),
						'aiFactory.runJob',
						l10n.t('Submit this job only: what it needs is there already'),
						true,
					),
				]),
		lens(
			l10n.t('Run with Changes…'),
			'aiFactory.runWithChanges',
			l10n.t('Submit it once with another time, GPUs, partition or arguments'),
		),
		lens(l10n.t('Show Script'), 'aiFactory.showJobScript', l10n.t('The batch script that is submitted')),
	];
}
