import {
	Diagnostic,
	DiagnosticSeverity,
	DiagnosticTag,
	languages,
	type TextDocument,
	workspace,
} from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { troubleText } from '../../presenters/scriptTroubleText.ts';
import { type Finding, isOfCluster, type Severity, type Trouble } from '../../script/finding.ts';
import type { FolderChecks } from './folderChecks.ts';
import { rangeOf, type Scripts } from './scripts.ts';

/** Long enough not to judge a word that is being typed. */
const QUIET_MS = 300;

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	hint: DiagnosticSeverity.Information,
};

/** Shows what is wrong with the open scripts. */
export function showDiagnostics(scripts: Scripts, folders: FolderChecks): DisposableStore {
	const owned = new DisposableStore();
	const shown = owned.add(languages.createDiagnosticCollection('sbatch'));
	const waiting = new Map<TextDocument, NodeJS.Timeout>();
	owned.add({
		dispose() {
			for (const timer of waiting.values()) clearTimeout(timer);
			waiting.clear();
		},
	});

	const show = (document: TextDocument) => {
		waiting.delete(document);
		if (document.isClosed) return;
		const findings = [...scripts.findings(document), ...folders.findings(document)];
		const age = scripts.ageOfFacts(document);
		if (findings.length > 0 || shown.has(document.uri))
			shown.set(
				document.uri,
				findings.map((finding) => diagnosticOf(finding, age)),
			);
	};
	const showSoon = (document: TextDocument, quietMs: number) => {
		clearTimeout(waiting.get(document));
		waiting.set(
			document,
			setTimeout(() => show(document), quietMs),
		);
	};
	const showAllSoon = () => {
		for (const document of workspace.textDocuments) showSoon(document, QUIET_MS);
	};
	owned.add(workspace.onDidOpenTextDocument((document) => showSoon(document, 0)));
	owned.add(workspace.onDidChangeTextDocument(({ document }) => showSoon(document, QUIET_MS)));
	owned.add(
		workspace.onDidCloseTextDocument((document) => {
			clearTimeout(waiting.get(document));
			waiting.delete(document);
			shown.delete(document.uri);
		}),
	);
	owned.add(scripts.facts.onDidChange(showAllSoon));
	owned.add(folders.onDidChange(showAllSoon));
	owned.add(
		workspace.onDidChangeConfiguration((change) => {
			if (change.affectsConfiguration('aiFactory.checkScripts')) showAllSoon();
		}),
	);
	for (const document of workspace.textDocuments) showSoon(document, 0);
	return owned;
}

/** @param age of what is known of the cluster, in words; empty when it is of now */
function diagnosticOf({ trouble, severity, span }: Finding, age: string): Diagnostic {
	const text = troubleText(trouble);
	const message = age !== '' && isOfCluster(trouble) ? `${text} (${age})` : text;
	const diagnostic = new Diagnostic(rangeOf(span), message, SEVERITIES[severity]);
	diagnostic.source = 'sbatch';
	diagnostic.code = trouble.kind;
	diagnostic.tags = [...tagsOf(trouble)];
	return diagnostic;
}

function tagsOf({ kind }: Trouble): readonly DiagnosticTag[] {
	if (kind === 'repeated' || kind === 'missed' || kind === 'idleOption') return [DiagnosticTag.Unnecessary];
	return kind === 'oldName' || kind === 'oldSeparator' || kind === 'removedOption'
		? [DiagnosticTag.Deprecated]
		: [];
}
