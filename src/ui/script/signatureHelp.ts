import {
	type Disposable,
	languages,
	MarkdownString,
	ParameterInformation,
	SignatureHelp,
	SignatureInformation,
} from 'vscode';
import { formatHint } from '../../presenters/formatHint.ts';
import { holds } from '../../script/span.ts';
import { ANY_SCRIPT, type Scripts } from './scripts.ts';

/** Shows the form of a value while it is typed. */
export function hintFormats(scripts: Scripts): Disposable {
	return languages.registerSignatureHelpProvider(
		ANY_SCRIPT,
		{
			provideSignatureHelp(document, { line, character }) {
				const { text } = document.lineAt(line);
				if (!text.startsWith('#SBATCH')) return undefined;
				const setting = scripts
					.read(document)
					?.script.settings.find(({ valueSpan }) => valueSpan && holds(valueSpan, line, character));
				if (!setting?.option || !setting.valueSpan) return undefined;
				const hint = formatHint(setting.option, text.slice(setting.valueSpan.start, character));
				if (!hint) return undefined;
				const signature = new SignatureInformation(hint.label, new MarkdownString(hint.documentation));
				signature.parameters = hint.parts.map((part) => new ParameterInformation(part));
				const help = new SignatureHelp();
				help.signatures = [signature];
				help.activeSignature = 0;
				help.activeParameter = hint.active;
				return help;
			},
		},
		{ triggerCharacters: ['=', '-', ':', '%', '@'], retriggerCharacters: [':', '-', '%', '@'] },
	);
}
