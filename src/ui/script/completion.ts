import { CompletionItem, CompletionItemKind, type Disposable, languages, MarkdownString } from 'vscode';
import { type Suggestion, suggestion } from '../../presenters/scriptHelp.ts';
import { completeAt } from '../../script/complete.ts';
import { readScript } from '../../script/readScript.ts';
import { ANY_SCRIPT, rangeOf, type Scripts } from './scripts.ts';

const KINDS: Readonly<Record<Suggestion['kind'], CompletionItemKind>> = {
	option: CompletionItemKind.Property,
	value: CompletionItemKind.Value,
	marker: CompletionItemKind.Keyword,
};

/** Suggests options, and the values that the cluster knows. */
export function suggestInScripts(scripts: Scripts): Disposable {
	return languages.registerCompletionItemProvider(
		ANY_SCRIPT,
		{
			provideCompletionItems(document, { line, character }) {
				const { text } = document.lineAt(line);
				const isDirective = text.startsWith('#SBATCH');
				if (!isDirective && !(text.startsWith('#') && document.languageId === 'shellscript'))
					return undefined;
				const known = isDirective ? scripts.read(document)?.known : undefined;
				// The text may be newer than what was read, and without a directive so far.
				const script = readScript(document.getText(), known?.facts);
				const offered = completeAt(script, line, character, known?.facts);
				return offered?.offers.map((offer, index) => {
					const { label, insert, kind, detail, documentation, goesOn, filter } = suggestion(offer);
					const item = new CompletionItem(
						{ label, ...(detail !== '' && { description: detail }) },
						KINDS[kind],
					);
					item.insertText = insert;
					item.filterText = filter;
					item.range = rangeOf(offered.span);
					item.sortText = String(index).padStart(4, '0');
					if (documentation !== '') item.documentation = new MarkdownString(documentation);
					if (goesOn) item.command = { title: '', command: 'editor.action.triggerSuggest' };
					return item;
				});
			},
		},
		...['-', '=', ':', ',', ' ', '%', '#'],
	);
}
