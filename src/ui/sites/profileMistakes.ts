import { Diagnostic, DiagnosticSeverity, languages, Range, type TextDocument, workspace } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { isProblem } from '../../problems/problem.ts';
import { IN_WORKSPACE } from './siteProfiles.ts';

/** While somebody types. */
const PAUSE_MS = 300;

/** Marks the first mistake of a site profile that is open in an editor, as reading it would tell it. */
export function markProfileMistakes(): DisposableStore {
	const owned = new DisposableStore();
	const marks = owned.add(languages.createDiagnosticCollection('aiFactory.site'));
	const later = new Map<TextDocument, NodeJS.Timeout>();
	const look = (document: TextDocument) => {
		clearTimeout(later.get(document));
		later.delete(document);
		if (document.isClosed || !isProfile(document)) return;
		void mistakesIn(document).then((mistakes) => marks.set(document.uri, mistakes));
	};
	owned.add(workspace.onDidOpenTextDocument(look));
	owned.add(
		workspace.onDidChangeTextDocument(({ document }) => {
			if (!isProfile(document)) return;
			clearTimeout(later.get(document));
			later.set(
				document,
				setTimeout(() => look(document), PAUSE_MS),
			);
		}),
	);
	owned.add(workspace.onDidCloseTextDocument(({ uri }) => marks.delete(uri)));
	owned.add({
		dispose: () => {
			for (const timer of later.values()) clearTimeout(timer);
		},
	});
	for (const document of workspace.textDocuments) look(document);
	return owned;
}

function isProfile({ uri }: TextDocument): boolean {
	return uri.path.endsWith(`/${IN_WORKSPACE}`);
}

async function mistakesIn(document: TextDocument): Promise<readonly Diagnostic[]> {
	const { readProfile } = await import('../../sites/readProfile.ts');
	try {
		readProfile(document.getText(), IN_WORKSPACE);
		return [];
	} catch (error) {
		if (!isProblem(error, 'badProfile')) throw error;
		const { line, column, detail } = error.problem;
		const place = document.lineAt(Math.min(line, document.lineCount) - 1);
		const mistake = new Diagnostic(
			new Range(place.lineNumber, column - 1, place.lineNumber, Math.max(column, place.range.end.character)),
			detail,
			DiagnosticSeverity.Error,
		);
		mistake.source = 'AI Factory';
		return [mistake];
	}
}
