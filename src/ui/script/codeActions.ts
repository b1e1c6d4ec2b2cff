import {
	CodeAction,
	CodeActionKind,
	type Diagnostic,
	type Disposable,
	EndOfLine,
	languages,
	Position,
	Range,
	type TextDocument,
	TextEdit,
	WorkspaceEdit,
} from 'vscode';
import { fixText, troubleText } from '../../presenters/scriptTroubleText.ts';
import { lineBehindDirectives } from '../../script/checks/fileChecks.ts';
import type { Finding, Fix } from '../../script/finding.ts';
import type { Script } from '../../script/readScript.ts';
import type { FolderChecks } from './folderChecks.ts';
import { ANY_SCRIPT, rangeOf, type Scripts } from './scripts.ts';

/** What a command gets that mends something on the cluster. */
export interface FixTarget {
	readonly uri: string;
	readonly fix: Fix;
}

/** The light bulb: a way to mend what is wrong. */
export function offerFixes(scripts: Scripts, folders: FolderChecks): Disposable {
	return languages.registerCodeActionsProvider(
		ANY_SCRIPT,
		{
			provideCodeActions(document, range, { diagnostics, only }) {
				if (only && !only.contains(CodeActionKind.QuickFix)) return [];
				const read = scripts.read(document);
				if (!read) return [];
				return [...scripts.findings(document), ...folders.findings(document)]
					.filter(({ span }) => rangeOf(span).intersection(range) !== undefined)
					.flatMap((finding) =>
						finding.fixes.map((fix) => action(document, read.script, finding, fix, diagnostics)),
					);
			},
		},
		{ providedCodeActionKinds: [CodeActionKind.QuickFix] },
	);
}

function action(
	document: TextDocument,
	script: Script,
	{ trouble, span }: Finding,
	fix: Fix,
	diagnostics: readonly Diagnostic[],
): CodeAction {
	const made = new CodeAction(fixText(fix), CodeActionKind.QuickFix);
	const message = troubleText(trouble);
	made.diagnostics = diagnostics.filter(
		(each) => each.message.startsWith(message) && each.range.isEqual(rangeOf(span)),
	);
	made.isPreferred = 'isPreferred' in fix ? fix.isPreferred : true;
	if (fix.kind === 'expand' || fix.kind === 'createFolder') {
		const target: FixTarget = { uri: document.uri.toString(), fix };
		made.command = {
			title: made.title,
			command: fix.kind === 'expand' ? 'aiFactory.fillInDirective' : 'aiFactory.createScriptFolder',
			arguments: [target],
		};
	} else {
		made.edit = new WorkspaceEdit();
		made.edit.set(document.uri, editsOf(document, script, fix));
	}
	return made;
}

function editsOf(document: TextDocument, script: Script, fix: Fix): TextEdit[] {
	switch (fix.kind) {
		case 'replace':
			return fix.changes.map(({ span, text }) => TextEdit.replace(rangeOf(span), text));
		case 'add':
		case 'remove':
			return fix.changes.map(({ span }) => TextEdit.delete(removable(document, rangeOf(span))));
		case 'moveUp': {
			const { text } = document.lineAt(fix.line);
			const to = new Position(lineBehindDirectives(script.marked, script.lines), 0);
			return [TextEdit.insert(to, `${text}\n`), TextEdit.delete(wholeLine(document, fix.line))];
		}
		case 'addShebang': {
			const program = document.languageId === 'python' ? '/usr/bin/env python3' : '/bin/bash';
			return [TextEdit.insert(new Position(0, 0), `#!${program}\n`)];
		}
		case 'unixLineEnds':
			return [TextEdit.setEndOfLine(EndOfLine.LF)];
		default:
			return [];
	}
}

/** Of the last option of a line the line goes as well, else the blank before it. */
function removable(document: TextDocument, range: Range): Range {
	const { text } = document.lineAt(range.start.line);
	const rest = text.slice(0, range.start.character) + text.slice(range.end.character);
	if (/^#SBATCH\s*(?:#.*)?$/.test(rest)) return wholeLine(document, range.start.line);
	const blanks = /\s*$/.exec(text.slice(0, range.start.character))?.[0].length ?? 0;
	return new Range(range.start.translate(0, -blanks), range.end);
}

function wholeLine(document: TextDocument, line: number): Range {
	return document.lineAt(line).rangeIncludingLineBreak;
}
