import { type Disposable, languages, Range, type TextDocument, TextEdit } from 'vscode';
import { type TidyBlock, tidyDirectives } from '../../script/tidy.ts';
import { NAMED_BATCH_SCRIPT, type Scripts } from './scripts.ts';

/** "Format Document" and "Format Selection": directives one to a line and written out, in the order they have. */
export function formatScripts(scripts: Scripts): Disposable {
	return languages.registerDocumentRangeFormattingEditProvider(NAMED_BATCH_SCRIPT, {
		provideDocumentRangeFormattingEdits(document, range) {
			const read = scripts.read(document);
			if (!read) return [];
			return tidyDirectives(read.script, false, range.start.line, range.end.line).map((block) =>
				editOf(document, block),
			);
		},
	});
}

export function editOf(document: TextDocument, { first, last, lines }: TidyBlock): TextEdit {
	const end = document.lineAt(last).range.end;
	const whole = new Range(first, 0, end.line, end.character);
	// A block of bare markers leaves no line behind.
	return lines.length === 0
		? TextEdit.delete(document.lineAt(last).rangeIncludingLineBreak.union(whole))
		: TextEdit.replace(whole, lines.join('\n'));
}
