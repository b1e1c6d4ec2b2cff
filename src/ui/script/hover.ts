import { type Disposable, Hover, languages, MarkdownString } from 'vscode';
import { settingMarkdown } from '../../presenters/scriptHelp.ts';
import { holds } from '../../script/span.ts';
import { ANY_SCRIPT, rangeOf, type Scripts } from './scripts.ts';

/** Explains the option under the mouse, with what the cluster allows. */
export function explainInScripts(scripts: Scripts): Disposable {
	return languages.registerHoverProvider(ANY_SCRIPT, {
		provideHover(document, { line, character }) {
			if (!document.lineAt(line).text.startsWith('#SBATCH')) return undefined;
			const read = scripts.read(document);
			const setting = read?.script.settings.find(({ span }) => holds(span, line, character));
			if (!read || !setting?.option) return undefined;
			const age = scripts.ageOfFacts(document);
			return new Hover(
				new MarkdownString(settingMarkdown(read.script, setting, read.known?.facts, age)),
				rangeOf(setting.span),
			);
		},
	});
}
